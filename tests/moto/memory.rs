//! A process's memory, searched from outside.

use std::fs::{self, File};
use std::os::unix::fs::FileExt as _;

/// Where in the process's memory that it can write to these bytes are, with what is mapped there.
///
/// The program keeps other processes out of its memory: the test has to be run by root, or have
/// `CAP_SYS_PTRACE`.
pub(crate) fn find(pid: u32, wanted: &[u8]) -> Vec<String> {
    let maps = fs::read_to_string(format!("/proc/{pid}/maps")).unwrap_or_else(|error| {
        panic!(
            "the memory map of process {pid} cannot be read ({error}): run this test as root, or \
             with CAP_SYS_PTRACE"
        )
    });
    let memory = File::open(format!("/proc/{pid}/mem")).unwrap_or_else(|error| {
        panic!(
            "the memory of process {pid} cannot be read ({error}): run this test as root, or with \
             CAP_SYS_PTRACE"
        )
    });
    maps.lines().filter_map(Mapping::writable).flat_map(|map| map.find(&memory, wanted)).collect()
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

    fn find(&self, memory: &File, wanted: &[u8]) -> Vec<String> {
        let mut bytes = vec![0; usize::try_from(self.end - self.start).unwrap()];
        let mut read = 0;
        // A page that is not there any more ends the mapping: it cannot hold anything.
        while let Ok(more @ 1..) = memory.read_at(&mut bytes[read..], self.start + read as u64) {
            read += more;
        }
        let found = bytes[..read].windows(wanted.len()).enumerate().filter(|(_, at)| *at == wanted);
        found
            .map(|(offset, _)| {
                let around = offset.saturating_sub(48)..(offset + wanted.len() + 48).min(read);
                let around = String::from_utf8_lossy(&bytes[around]).replace(['\0'], "·");
                format!("{} at {:#x}: {around:?}", self.name, self.start + offset as u64)
            })
            .collect()
    }
}
