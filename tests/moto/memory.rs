//! A process's memory, searched from outside.

use std::fs::{self, File};
use std::io;
use std::os::unix::fs::FileExt as _;

/// The length of the parts that a text is searched for by, in bytes: what is left of a copy that
/// was overwritten in part is found too.
const PART: usize = 10;

/// Where in the memory that the process can write to parts of this text are: on end, and as
/// ratatui's buffers hold what is drawn, a character in each cell.
///
/// The program keeps other processes out of its memory: the test has to be run by root, or have
/// `CAP_SYS_PTRACE`.
pub(crate) fn find(pid: u32, text: &str) -> Vec<String> {
    let refused = |error: io::Error| -> String {
        panic!(
            "the memory of process {pid} cannot be read ({error}): run this test as root, or with \
             CAP_SYS_PTRACE"
        )
    };
    let maps = fs::read_to_string(format!("/proc/{pid}/maps")).unwrap_or_else(refused);
    let memory = match File::open(format!("/proc/{pid}/mem")) {
        Ok(memory) => memory,
        Err(error) => panic!("{}", refused(error)),
    };
    let mut found = Vec::new();
    for mapping in maps.lines().filter_map(Mapping::writable) {
        let bytes = mapping.read(&memory);
        for part in text.as_bytes().chunks_exact(PART) {
            for step in [1, size_of::<ratatui::buffer::Cell>()] {
                let places = find_in(&bytes, part, step);
                found.extend(places.map(|at| mapping.describe(at, step)));
            }
        }
    }
    found
}

/// Where the part is, with so many bytes from one of its characters to the next.
fn find_in(bytes: &[u8], part: &[u8], step: usize) -> impl Iterator<Item = usize> {
    let last = bytes.len().saturating_sub((part.len() - 1) * step);
    let (first, rest) = part.split_first().unwrap();
    let starts = bytes[..last].iter().enumerate().filter(move |(_, byte)| *byte == first);
    let goes_on = move |at: &usize| {
        (1..).zip(rest).all(|(count, character)| bytes[at + count * step] == *character)
    };
    starts.map(|(at, _)| at).filter(goes_on)
}

/// A part of a process's memory.
struct Mapping {
    start: u64,
    end: u64,
    name: String,
}

impl Mapping {
    /// The mapping that a line of `/proc/PID/maps` tells of, if it can be read and written.
    fn writable(line: &str) -> Option<Self> {
        let mut words = line.split_whitespace();
        let (start, end) = words.next()?.split_once('-')?;
        let permissions = words.next()?;
        let number = |text| u64::from_str_radix(text, 16).unwrap();
        let (start, end) = (number(start), number(end));
        let name = words.nth(3).unwrap_or("anonymous").to_owned();
        permissions.starts_with("rw").then_some(Self { start, end, name })
    }

    fn read(&self, memory: &File) -> Vec<u8> {
        let mut bytes = vec![0; usize::try_from(self.end - self.start).unwrap()];
        let mut read = 0;
        // A page that is not there any more ends the mapping: it cannot hold anything.
        while let Ok(more @ 1..) = memory.read_at(&mut bytes[read..], self.start + read as u64) {
            read += more;
        }
        bytes.truncate(read);
        bytes
    }

    fn describe(&self, at: usize, step: usize) -> String {
        let way = if step == 1 { "on end" } else { "in cells" };
        format!("{way} in {}, {at:#x} from its start {:#x}", self.name, self.start)
    }
}
