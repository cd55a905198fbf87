//! Proofs from outside: any hashes at any place. None is taken for a proof of what is not so.
#![no_main]

use caselink::release::{Ledger, TreeHash, verify_consistency, verify_inclusion};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Some((numbers, rest)) = bytes.split_at_checked(16) else {
        return;
    };
    let number = |at: usize| u64::from_le_bytes(numbers[at..at + 8].try_into().expect("8 bytes"));
    let (index, size) = (number(0), number(8));
    let proof: Vec<TreeHash> = rest
        .chunks_exact(32)
        .map(|hash| TreeHash::from_bytes(hash.try_into().expect("32 bytes")))
        .collect();

    let mut ledger = Ledger::default();
    for entry in 0_u8..21 {
        ledger.append(&[entry]);
    }
    let root = ledger.root();
    assert!(!verify_inclusion(b"no entry", index, size, &root, &proof));
    if verify_inclusion(&[(index % 21) as u8], index, size, &root, &proof) {
        assert_eq!(ledger.inclusion_proof(index, 21), Ok(proof.clone()));
    }
    let other = TreeHash::from_bytes([9; 32]);
    assert!(!verify_consistency(index, &other, size, &root, &proof));
    // a text that is a hash comes back the same
    if let Some(hash) = std::str::from_utf8(bytes)
        .ok()
        .and_then(|text| text.parse::<TreeHash>().ok())
    {
        assert_eq!(hash.to_string().parse(), Ok(hash));
    }
});
