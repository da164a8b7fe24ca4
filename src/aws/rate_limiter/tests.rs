use super::*;
use rstest::rstest;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

const LATENCY: Duration = Duration::from_millis(80);

/// IAM with a limit: a bucket that holds `burst` requests, and gains `rate` each second.
#[derive(Clone, Debug)]
struct Iam(Arc<Mutex<Bucket>>, Arc<AtomicUsize>, Arc<AtomicUsize>);

#[derive(Debug)]
struct Bucket {
    rate: f64,
    burst: f64,
    left: f64,
    at: Instant,
}

impl Iam {
    fn new(rate: f64, burst: f64) -> Self {
        let bucket = Bucket { rate, burst, left: burst, at: Instant::now() };
        Self(Arc::new(Mutex::new(bucket)), Arc::default(), Arc::default())
    }

    fn set(&self, rate: f64, burst: f64) {
        let mut bucket = self.0.lock().unwrap();
        (bucket.rate, bucket.burst) = (rate, burst);
        (bucket.left, bucket.at) = (bucket.left.min(burst), Instant::now());
    }

    /// Whether a request sent now is answered, after the latency.
    async fn answers(&self) -> bool {
        self.1.fetch_add(1, Ordering::Relaxed);
        let answered = {
            let mut bucket = self.0.lock().unwrap();
            let gained = bucket.at.elapsed().as_secs_f64() * bucket.rate;
            bucket.left = (bucket.left + gained).min(bucket.burst);
            bucket.at = Instant::now();
            let answered = bucket.left >= 1.0;
            bucket.left -= f64::from(u8::from(answered));
            answered
        };
        sleep(LATENCY).await;
        self.2.fetch_add(usize::from(!answered), Ordering::Relaxed);
        answered
    }

    fn requests(&self) -> usize {
        self.1.load(Ordering::Relaxed)
    }

    fn refused(&self) -> usize {
        self.2.load(Ordering::Relaxed)
    }
}

/// A read that queues until it is answered; whether it was.
async fn read(limiter: RateLimiter, iam: Iam, lane: Lane) -> bool {
    let ticket = limiter.ticket(lane).unwrap();
    loop {
        let sent = ticket.admitted().await;
        if iam.answers().await {
            ticket.answered();
            return true;
        }
        if !ticket.throttled(sent) {
            return false;
        }
    }
}

/// So many reads, 32 at once; how many were answered, and how long that took.
async fn load(limiter: &RateLimiter, iam: &Iam, reads: usize) -> (usize, Duration) {
    let (began, mut tasks, mut answered) = (Instant::now(), JoinSet::new(), 0);
    for _ in 0..reads {
        if tasks.len() == 32 {
            answered += usize::from(tasks.join_next().await.unwrap().unwrap());
        }
        tasks.spawn(read(limiter.clone(), iam.clone(), Lane::Background));
    }
    answered += tasks.join_all().await.into_iter().filter(|read| *read).count();
    (answered, began.elapsed())
}

#[tokio::test(start_paused = true)]
async fn without_a_limit_nothing_waits() {
    let (limiter, iam) = (RateLimiter::new(), Iam::new(1e9, 1e9));
    let (answered, took) = load(&limiter, &iam, 320).await;
    assert_eq!((answered, took.as_millis() / 10), (320, 80));
    assert_eq!(*limiter.rate_limit().borrow(), None);
}

#[rstest]
#[case::of_the_issue(20.0, 40.0, 5_000, 1.02)]
// What is not used at once is lost, as long as requests go slower than they might.
#[case::no_burst_to_speak_of(20.0, 2.0, 5_000, 1.25)]
#[case::one_a_second(1.0, 5.0, 300, 1.1)]
#[case::fast(100.0, 200.0, 10_000, 1.02)]
#[case::faster(250.0, 100.0, 10_000, 1.1)]
#[tokio::test(start_paused = true)]
async fn a_limit_is_found_used_and_hardly_exceeded(
    #[case] rate: f64,
    #[case] burst: f64,
    #[case] reads: u32,
    #[case] at_most: f64,
) {
    let (limiter, iam) = (RateLimiter::new(), Iam::new(rate, burst));
    let (answered, took) = load(&limiter, &iam, reads as usize).await;
    assert_eq!(answered, reads as usize);
    let ideal = (f64::from(reads) - burst) / rate;
    let (over, refused) = (took.as_secs_f64() / ideal, iam.refused());
    assert!(over < at_most, "{over} of the least time");
    // All that are in flight at the start, when nothing is known, and few after.
    assert!(refused < 32 + 8 + reads as usize / 50, "{refused} refused");
    let rate_limit = f64::from(limiter.rate_limit().borrow().unwrap());
    assert!((rate * 0.8..rate * 1.2).contains(&rate_limit), "{rate_limit}");
}

#[tokio::test(start_paused = true)]
async fn rows_in_view_pass_the_others() {
    let (limiter, iam) = (RateLimiter::new(), Iam::new(20.0, 40.0));
    load(&limiter, &iam, 200).await;
    let mut others = JoinSet::new();
    for _ in 0..200 {
        others.spawn(read(limiter.clone(), iam.clone(), Lane::Background));
    }
    sleep(Duration::from_secs(1)).await;
    let began = Instant::now();
    let mut in_view = JoinSet::new();
    for _ in 0..20 {
        in_view.spawn(read(limiter.clone(), iam.clone(), Lane::InView));
    }
    assert!(in_view.join_all().await.into_iter().all(|read| read));
    assert!(began.elapsed() < Duration::from_millis(1_500), "{:?}", began.elapsed());
    assert!(others.join_all().await.into_iter().all(|read| read));
}

#[tokio::test(start_paused = true)]
async fn what_somebody_asks_for_is_answered_while_others_wait() {
    let (limiter, iam) = (RateLimiter::new(), Iam::new(20.0, 40.0));
    let (loading, iam_too) = (limiter.clone(), iam.clone());
    let others = tokio::spawn(async move { load(&loading, &iam_too, 2_000).await });
    let mut asked_twice = 0;
    for _ in 0..15 {
        sleep(Duration::from_secs(4)).await;
        assert!(limiter.ticket(Lane::Interactive).is_none());
        limiter.sent();
        if iam.answers().await {
            limiter.answered();
            continue;
        }
        asked_twice += 1;
        limiter.throttled();
        sleep(Duration::from_millis(200)).await;
        assert!(iam.answers().await, "the others have stood back");
    }
    assert!(asked_twice <= 3, "{asked_twice}");
    assert_eq!(others.await.unwrap().0, 2_000);
}

#[tokio::test(start_paused = true)]
async fn while_iam_refuses_everything_few_requests_are_sent() {
    let (limiter, iam) = (RateLimiter::new(), Iam::new(20.0, 40.0));
    load(&limiter, &iam, 400).await;
    iam.set(0.0, 0.0);
    let (loading, iam_too) = (limiter.clone(), iam.clone());
    let others = tokio::spawn(async move { load(&loading, &iam_too, 400).await });
    let before = iam.requests();
    sleep(Duration::from_secs(30)).await;
    let asked = iam.requests() - before;
    assert!((8..40).contains(&asked), "{asked}");
    iam.set(20.0, 40.0);
    let (answered, took) = others.await.unwrap();
    assert_eq!(answered, 400);
    assert!(took < Duration::from_secs(30 + 25), "{took:?}");
}

#[tokio::test(start_paused = true)]
async fn reads_that_are_refused_for_minutes_are_given_up() {
    let (limiter, iam) = (RateLimiter::new(), Iam::new(0.0, 0.0));
    let answered = timeout(2 * RETRY_LIMIT, load(&limiter, &iam, 20)).await.unwrap().0;
    assert_eq!(answered, 0);
    assert!(iam.requests() < 400, "{}", iam.requests());
}

#[tokio::test(start_paused = true)]
async fn a_limit_that_is_lifted_is_soon_forgotten() {
    let (limiter, iam) = (RateLimiter::new(), Iam::new(20.0, 40.0));
    load(&limiter, &iam, 1_000).await;
    assert!(limiter.rate_limit().borrow().is_some());
    iam.set(1e9, 1e9);
    // At 20 a second this would take 250 seconds.
    let (_, took) = load(&limiter, &iam, 5_000).await;
    assert!(took < Duration::from_secs(50), "{took:?}");
    assert_eq!(*limiter.rate_limit().borrow(), None);
}

#[tokio::test(start_paused = true)]
async fn many_refusals_at_once_slow_down_once() {
    let limiter = RateLimiter::new();
    let mut tickets = Vec::new();
    for _ in 0..40 {
        let ticket = limiter.ticket(Lane::Background).unwrap();
        tickets.push((ticket.admitted().await, ticket));
    }
    sleep(LATENCY).await;
    for (_, ticket) in &tickets[..20] {
        ticket.answered();
    }
    let mut rates = Vec::new();
    for (sent, ticket) in &tickets[20..] {
        assert!(ticket.throttled(*sent));
        rates.push(limiter.rate_limit().borrow().unwrap());
    }
    assert!(rates.iter().all(|rate| *rate == rates[0]), "{rates:?}");
}

#[tokio::test(start_paused = true)]
async fn a_dropped_read_leaves_the_queue() {
    let limiter = RateLimiter::new();
    let first = limiter.ticket(Lane::Background).unwrap();
    limiter.lock().next = Instant::now() + Duration::from_secs(1);
    assert!(timeout(Duration::from_millis(100), first.admitted()).await.is_err());
    let second = limiter.ticket(Lane::Background).unwrap();
    let waiting = tokio::spawn(async move { second.admitted().await });
    drop(first);
    timeout(Duration::from_secs(2), waiting).await.unwrap().unwrap();
}
