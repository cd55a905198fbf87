//! The ledger against RFC 9162 as it is written, and against every way to tamper with it.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use caselink::release::{Ledger, TreeHash, verify_consistency, verify_inclusion};
use proptest::prelude::*;
use sha2::{Digest, Sha256};

/// The Merkle Tree Hash as section 2.1.1 defines it, by recursion.
fn tree_hash(entries: &[Vec<u8>]) -> [u8; 32] {
    match entries {
        [] => Sha256::digest([]).into(),
        [entry] => Sha256::digest([&[0], entry.as_slice()].concat()).into(),
        _ => {
            let mut half = 1;
            while half * 2 < entries.len() {
                half *= 2;
            }
            let (left, right) = entries.split_at(half);
            Sha256::digest([&[1], tree_hash(left).as_slice(), &tree_hash(right)].concat()).into()
        }
    }
}

fn entries(count: usize) -> Vec<Vec<u8>> {
    (0..count)
        .map(|i| format!("entry {i}").into_bytes())
        .collect()
}

fn ledger(entries: &[Vec<u8>]) -> Ledger {
    let mut ledger = Ledger::default();
    for (index, entry) in entries.iter().enumerate() {
        assert_eq!(ledger.append(entry), index as u64);
    }
    ledger
}

#[test]
fn roots_and_proofs_of_every_size_hold() {
    let all = entries(70);
    let full = ledger(&all);
    for size in 0..=all.len() {
        let root = full.root_at(size as u64).unwrap();
        assert_eq!(*root.as_bytes(), tree_hash(&all[..size]));
        let size = size as u64;
        for index in 0..size {
            let proof = full.inclusion_proof(index, size).unwrap();
            for (other, entry) in all.iter().enumerate() {
                let proven = verify_inclusion(entry, index, size, &root, &proof);
                assert_eq!(
                    proven,
                    other as u64 == index,
                    "{other} at {index} of {size}"
                );
            }
        }
        for first in 1..=size {
            let (proof, old) = (
                full.consistency_proof(first, size).unwrap(),
                full.root_at(first).unwrap(),
            );
            assert!(
                verify_consistency(first, &old, size, &root, &proof),
                "{first} of {size}"
            );
        }
    }
    assert_eq!(
        Ledger::from_leaf_hashes(full.leaf_hashes().iter().copied()),
        full
    );
}

#[test]
fn what_is_no_proof_proves_nothing() {
    let all = entries(21);
    let full = ledger(&all);
    let root = full.root();
    let elsewhere = TreeHash::from_bytes([9; 32]);
    for index in 0..21 {
        let proof = full.inclusion_proof(index, 21).unwrap();
        let entry = &all[index as usize];
        for place in 0..proof.len() {
            let mut bent = proof.clone();
            bent[place] = elsewhere;
            assert!(!verify_inclusion(entry, index, 21, &root, &bent));
            bent.remove(place);
            assert!(!verify_inclusion(entry, index, 21, &root, &bent));
            let mut long = proof.clone();
            long.insert(place, elsewhere);
            assert!(!verify_inclusion(entry, index, 21, &root, &long));
        }
        assert!(!verify_inclusion(entry, index, 21, &elsewhere, &proof));
        assert!(!verify_inclusion(entry, 21 + index, 21, &root, &proof));
        assert!(!verify_inclusion(entry, index, 0, &root, &proof));
    }
    for first in 1..21 {
        let old = full.root_at(first).unwrap();
        let proof = full.consistency_proof(first, 21).unwrap();
        for place in 0..proof.len() {
            let mut bent = proof.clone();
            bent[place] = elsewhere;
            assert!(!verify_consistency(first, &old, 21, &root, &bent));
            bent.remove(place);
            assert!(!verify_consistency(first, &old, 21, &root, &bent));
        }
        assert!(!verify_consistency(first, &elsewhere, 21, &root, &proof));
        assert!(!verify_consistency(first, &old, 21, &elsewhere, &proof));
        assert!(!verify_consistency(0, &old, 21, &root, &proof));
        assert!(!verify_consistency(22, &old, 21, &root, &proof));
    }
    assert!(!verify_consistency(21, &root, 21, &root, &[root]));
    let endless = vec![elsewhere; 100_000];
    assert!(!verify_inclusion(b"", 0, u64::MAX, &root, &endless));
    assert!(!verify_consistency(1, &root, u64::MAX, &root, &endless));
}

#[test]
fn questions_out_of_range_are_refused() {
    let full = ledger(&entries(5));
    for result in [
        full.inclusion_proof(5, 5),
        full.inclusion_proof(0, 6),
        full.inclusion_proof(0, 0),
        full.consistency_proof(0, 5),
        full.consistency_proof(3, 6),
        full.consistency_proof(4, 3),
    ] {
        assert_eq!(result.unwrap_err().code(), "INVALID_PARAMETER");
    }
    assert!(full.root_at(6).is_err());
    assert!("0f".parse::<TreeHash>().is_err());
    assert!("g".repeat(64).parse::<TreeHash>().is_err());
    assert_eq!(full.root().to_string().parse(), Ok(full.root()));
}

/// In a log of 10,000 entries, every edit, deletion, truncation and swap of neighbours shows. What stands in the place of
/// an entry after its deletion, or after a swap with the next one, is the next one: its proof fails there. A log that was
/// cut is no longer the one of the root, at any length. `make measure NAME=ledger` tries every byte and every swap.
#[test]
fn tampering_with_any_of_10_000_entries_shows() {
    let all = entries(10_000);
    let full = ledger(&all);
    let (size, root) = (full.len(), full.root());
    let mut tried = 0;
    for (at, entry) in all.iter().enumerate() {
        let proof = full.inclusion_proof(at as u64, size).unwrap();
        let stands = |entry: &[u8]| verify_inclusion(entry, at as u64, size, &root, &proof);
        if at.is_multiple_of(100) {
            assert!(stands(entry));
        }
        let mut edited = entry.clone();
        *edited.last_mut().unwrap() ^= 1;
        assert!(!stands(&edited));
        assert!(all.get(at + 1).is_none_or(|next| !stands(next)));
        // the last one can be taken away only by cutting
        assert_ne!(full.root_at(at as u64).unwrap(), root);
        tried += 1;
    }
    assert_eq!(tried, 10_000);
}

/// The same for a small log by its roots alone, and every pair of entries is of two hashes.
#[test]
fn tampering_with_any_of_300_entries_shows() {
    let all = entries(300);
    let full = ledger(&all);
    let (size, root) = (full.len(), full.root());
    let hashes = full.leaf_hashes();
    for at in 0..all.len() {
        let proof = full.inclusion_proof(at as u64, size).unwrap();
        let mut edited = all[at].clone();
        *edited.last_mut().unwrap() ^= 1;
        assert!(!verify_inclusion(&edited, at as u64, size, &root, &proof));
        for other in (at + 1)..all.len() {
            assert_ne!(hashes[at], hashes[other]);
        }
        assert_ne!(full.root_at(at as u64).unwrap(), root);
        let mut fewer = hashes.to_vec();
        fewer.remove(at);
        assert_ne!(Ledger::from_leaf_hashes(fewer).root(), root);
    }
}

proptest! {
    /// Whatever is handed over as a proof: no panic, and nothing false is proven.
    #[test]
    fn random_proofs_prove_nothing(
        index in any::<u64>(), size in any::<u64>(), first in any::<u64>(),
        proof in prop::collection::vec(any::<[u8; 32]>(), 0..70), root in any::<[u8; 32]>(),
    ) {
        let proof: Vec<TreeHash> = proof.into_iter().map(TreeHash::from_bytes).collect();
        let root = TreeHash::from_bytes(root);
        prop_assert!(!verify_inclusion(b"entry", index, size, &root, &proof));
        if first != size {
            prop_assert!(!verify_consistency(first, &root, size, &root, &proof));
        }
    }
}
