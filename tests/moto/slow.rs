//! A server before moto that holds back the answers to some requests.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

/// The server; its threads end with the test's process.
pub(crate) struct SlowServer {
    url: String,
}

impl SlowServer {
    /// Before the server at `url`: answers to requests whose body has this text come so much later.
    pub(crate) fn before(url: &str, text: &'static str, later: Duration) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let own = format!("http://{}", listener.local_addr().unwrap());
        let behind = url.strip_prefix("http://").unwrap().trim_end_matches('/').to_owned();
        thread::spawn(move || {
            for connection in listener.incoming().flatten() {
                let behind = behind.clone();
                // Whoever asked may be gone before the answer comes.
                thread::spawn(move || drop(answer(&connection, &behind, text, later)));
            }
        });
        Self { url: own }
    }

    /// Where it listens.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }
}

/// Passes one request on, and its answer back. moto closes the connection after each.
fn answer(
    mut connection: &TcpStream,
    behind: &str,
    text: &str,
    later: Duration,
) -> std::io::Result<()> {
    let mut reader = BufReader::new(connection);
    let (mut head, mut length) = (String::new(), 0);
    while !head.ends_with("\r\n\r\n") {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 {
            return Ok(());
        }
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
        head.push_str(&line);
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    let mut server = TcpStream::connect(behind)?;
    server.write_all(head.as_bytes())?;
    server.write_all(&body)?;
    let mut answer = Vec::new();
    server.read_to_end(&mut answer)?;
    if String::from_utf8_lossy(&body).contains(text) {
        thread::sleep(later);
    }
    connection.write_all(&answer)
}
