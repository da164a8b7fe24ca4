//! IDs that are the same in every run, and secrets that never are.
//!
//! Snapshots of screens need stable access key IDs. A secret access key has to be unpredictable
//! even in a demo, since somebody could use it for something.

use crate::domain::{AccessKeyId, AccountId};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::hash::{BuildHasher as _, RandomState};
use zeroize::{Zeroize as _, Zeroizing};

/// RFC 4648's base32 alphabet, which AWS's IDs are written in.
const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// The two generations of access key IDs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Generation {
    /// The ID carries nothing, and its fifth character is one of `A` to `P`.
    Older,
    /// The ID carries the account ID.
    Newer,
}

/// A sequence of numbers that is determined by a seed (`SplitMix64`).
#[derive(Clone, Debug)]
pub(super) struct SeededRng(u64);

impl SeededRng {
    /// The sequence with this text as its seed.
    pub(super) fn from_text(text: &str) -> Self {
        // FNV-1a, because the values of std's hashers may change.
        let fold = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        Self(text.bytes().fold(0xcbf2_9ce4_8422_2325, fold))
    }

    /// The next number.
    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// The next number, below `end` (which is not 0).
    pub(super) fn below(&mut self, end: u32) -> u32 {
        u32::try_from(self.next() % u64::from(end.max(1))).unwrap_or(0)
    }

    /// An access key ID of this account.
    pub(super) fn key_id(&mut self, account: &AccountId, generation: Generation) -> AccessKeyId {
        let carried = match generation {
            Generation::Older => self.next() >> 15,
            Generation::Newer => {
                let number: u64 = account.as_str().parse().unwrap_or(0);
                let noise = self.next();
                let six_bytes = (1 << 47) | ((number << 7) & 0x7fff_ffff_ff80) | (noise & 0x7f);
                (six_bytes << 2) | ((noise >> 7) & 0b11)
            }
        };
        AccessKeyId::from_iam(&format!("AKIA{}{}", base32(carried, 10), base32(self.next(), 6)))
    }

    /// A unique ID of a user (`AIDA…`) or a role (`AROA…`).
    pub(super) fn principal_id(&mut self, prefix: &str) -> String {
        format!("{prefix}{}{}", base32(self.next(), 8), base32(self.next(), 9))
    }

    /// A request ID, in the form of a UUID.
    pub(super) fn request_id(&mut self) -> String {
        let (a, b) = (self.next(), self.next());
        format!(
            "{:08x}-{:04x}-4{:03x}-a{:03x}-{:012x}",
            a >> 32,
            (a >> 16) & 0xffff,
            a & 0xfff,
            b >> 52,
            b & 0xffff_ffff_ffff
        )
    }
}

/// The low `5 * digits` bits of a number, in base32; the older generation's leading bit is 0.
fn base32(bits: u64, digits: u32) -> String {
    let digit = |at: u32| usize::try_from((bits >> (5 * at)) & 31).unwrap_or(0);
    (0..digits).rev().filter_map(|at| BASE32.get(digit(at))).map(|byte| char::from(*byte)).collect()
}

/// A secret access key: forty characters, from the random numbers with which the operating system
/// seeds the standard library's hash maps.
pub(super) fn secret() -> Zeroizing<String> {
    let random = RandomState::new();
    let mut bytes = Zeroizing::new([0_u8; 30]);
    for (index, part) in bytes.chunks_mut(8).enumerate() {
        let mut word = random.hash_one(index).to_le_bytes();
        for (byte, from) in part.iter_mut().zip(word) {
            *byte = from;
        }
        word.zeroize();
    }
    Zeroizing::new(STANDARD.encode(*bytes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::IdKind;

    #[test]
    fn newer_ids_carry_the_account_and_older_ones_do_not() {
        let account = AccountId::from_aws("123456789012");
        let mut rng = SeededRng::from_text("any");
        for _ in 0..1_000 {
            let newer = rng.key_id(&account, Generation::Newer);
            assert_eq!((newer.as_str().len(), newer.kind()), (20, IdKind::LongTermKey));
            assert_eq!(newer.account_id(), Some(account.clone()));
            let older = rng.key_id(&account, Generation::Older);
            assert_eq!((older.as_str().len(), older.account_id()), (20, None));
            assert!(matches!(older.as_str().as_bytes()[4], b'A'..=b'P'), "{older}");
        }
    }

    #[test]
    fn ids_are_stable_and_secrets_are_not() {
        let ids = || {
            let account = AccountId::from_aws("123456789012");
            let mut rng = SeededRng::from_text("alice");
            (rng.key_id(&account, Generation::Newer), rng.request_id())
        };
        assert_eq!(ids(), ids());
        assert_eq!(ids().1.len(), 36);
        let (one, other) = (secret(), secret());
        assert_eq!(one.len(), 40);
        assert_ne!(*one, *other);
        assert!(!one.contains('='));
    }
}
