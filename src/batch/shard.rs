//! A share of a manifest, for several processes or machines.

use std::str::FromStr;

use sha2::{Digest as _, Sha256};

use super::BatchError;

/// One of several shares. Which share an item is in depends on its id alone, so shares stay the
/// same when a manifest is put in another order or grows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shard {
    /// Which one, from 0, as Kubernetes counts the pods of an indexed job.
    pub index: u64,
    /// How many there are.
    pub count: u64,
}

impl Shard {
    /// Whether the item with this id is in this share.
    pub fn takes(self, id: &str) -> bool {
        let hash = Sha256::digest(id.as_bytes());
        let start = hash.iter().take(8).fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
        start % self.count == self.index
    }
}

impl FromStr for Shard {
    type Err = BatchError;

    fn from_str(text: &str) -> Result<Self, BatchError> {
        let refuse = |reason| BatchError::Shard { text: text.to_owned(), reason };
        let numbers =
            text.split_once('/').and_then(|(i, n)| Some((i.parse().ok()?, n.parse().ok()?)));
        match numbers {
            None => Err(refuse("it is not of the form I/N")),
            Some((_, 0)) => Err(refuse("there are no shares")),
            Some((index, count)) if index >= count => {
                Err(refuse("shares are counted from 0 to N-1"))
            }
            Some((index, count)) => Ok(Self { index, count }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_item_is_in_one_share() {
        let shares: Vec<Shard> = (0..3).map(|i| format!("{i}/3").parse().unwrap()).collect();
        let mut counts = [0; 3];
        for id in 0..300 {
            let takers: Vec<u64> =
                shares.iter().filter(|s| s.takes(&id.to_string())).map(|s| s.index).collect();
            assert_eq!(takers.len(), 1, "{id}");
            counts[takers[0] as usize] += 1;
        }
        assert!(counts.iter().all(|count| (60..140).contains(count)), "{counts:?}");
        // Machines that run other versions must agree.
        assert!(shares[0].takes("chart-1"));
    }

    #[test]
    fn what_is_no_share_is_refused() {
        for text in ["", "1", "3/3", "-1/3", "1/0", "a/b", "1/2/3"] {
            assert!(text.parse::<Shard>().is_err(), "{text}");
        }
    }
}
