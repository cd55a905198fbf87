//! Internet addresses by the longest network that holds them.

use std::net::IpAddr;

use rustc_hash::FxHashMap;

/// A table of networks. IPv4 and IPv6 are apart: an address of one is none of the other.
#[derive(Clone, Debug, Default)]
pub(super) struct Networks {
    rows: FxHashMap<(bool, u8, u128), Vec<u32>>,
    /// Lengths that occur, for IPv4 and IPv6, the longest first.
    lengths: [Vec<u8>; 2],
}

const fn parts(address: IpAddr) -> (bool, u128, u8) {
    match address {
        IpAddr::V4(four) => (false, four.to_bits() as u128, 32),
        IpAddr::V6(six) => match six.to_ipv4_mapped() {
            Some(four) => (false, four.to_bits() as u128, 32),
            None => (true, six.to_bits(), 128),
        },
    }
}

/// The first bits of an address, the others 0.
const fn masked(bits: u128, length: u8, all: u8) -> u128 {
    let rest = all - length;
    if rest >= 128 { 0 } else { bits >> rest << rest }
}

impl Networks {
    /// Adds a row; whether it is a network.
    pub(super) fn add(&mut self, network: &str, row: u32) -> bool {
        let (address, length) = match network.trim().split_once('/') {
            Some((address, length)) => (address, length.parse().ok()),
            None => (network.trim(), Some(u8::MAX)),
        };
        let (Ok(address), Some(length)) = (address.parse::<IpAddr>(), length) else {
            return false;
        };
        let (is_six, bits, all) = parts(address);
        let length = if length == u8::MAX { all } else { length };
        if length > all {
            return false;
        }
        let key = (is_six, length, masked(bits, length, all));
        self.rows.entry(key).or_default().push(row);
        if let Some(lengths) = self.lengths.get_mut(usize::from(is_six))
            && !lengths.contains(&length)
        {
            lengths.push(length);
            lengths.sort_unstable_by(|a, b| b.cmp(a));
        }
        true
    }

    /// The rows of the longest network that holds an address.
    pub(super) fn find(&self, address: IpAddr) -> &[u32] {
        let (is_six, bits, all) = parts(address);
        let lengths = self.lengths.get(usize::from(is_six));
        lengths
            .into_iter()
            .flatten()
            .find_map(|length| {
                self.rows
                    .get(&(is_six, *length, masked(bits, *length, all)))
            })
            .map_or(&[], Vec::as_slice)
    }
}

/// Why an address says nothing of where it is used; none where it may.
pub(super) fn says_nothing(address: IpAddr) -> Option<&'static str> {
    let within = match address {
        IpAddr::V4(four) => {
            let [first, second, ..] = four.octets();
            if first == 100 && (64..128).contains(&second) {
                return Some("an address behind a carrier's gateway");
            }
            four.is_private()
                || four.is_loopback()
                || four.is_link_local()
                || four.is_unspecified()
                || four.is_broadcast()
                || four.is_multicast()
                || first == 0
        }
        IpAddr::V6(six) => {
            six.is_loopback()
                || six.is_unspecified()
                || six.is_multicast()
                || six.is_unique_local()
                || six.is_unicast_link_local()
        }
    };
    within.then_some("an address that is not on the internet")
}
