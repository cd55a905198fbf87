//! The ledger's figures, for `measure.py`: `ledger append|verify|tamper` does one job and prints what it did.
#![allow(clippy::print_stdout, reason = "the line is its result")]

use std::{env, process::ExitCode};

use caselink::release::{Ledger, TreeHash, verify_inclusion};

fn entry(index: u64) -> Vec<u8> {
    format!("2026-03-02|package {index}|about a commitment of 64 digits|to IL0160000|tip")
        .into_bytes()
}

fn ledger(entries: &[Vec<u8>]) -> Ledger {
    let mut ledger = Ledger::default();
    for entry in entries {
        ledger.append(entry);
    }
    ledger
}

/// Appends a million entries.
fn append() -> (u64, u64) {
    let mut ledger = Ledger::default();
    for index in 0..1_000_000 {
        ledger.append(&entry(index));
    }
    (ledger.len(), 0)
}

/// Verifies every entry of a ledger of 10,000, ten times.
fn verify() -> (u64, u64) {
    let entries: Vec<Vec<u8>> = (0..10_000).map(entry).collect();
    let (ledger, size) = (ledger(&entries), entries.len() as u64);
    let (root, mut verified, mut missed) = (ledger.root(), 0, 0);
    for _ in 0..10 {
        for (index, entry) in entries.iter().enumerate() {
            let proof = ledger
                .inclusion_proof(index as u64, size)
                .unwrap_or_default();
            verified += 1;
            missed += u64::from(!verify_inclusion(entry, index as u64, size, &root, &proof));
        }
    }
    (verified, missed)
}

/// Tries every edit of one byte, every deletion, every truncation and every swap in a ledger of 10,000.
fn tamper() -> (u64, u64) {
    let entries: Vec<Vec<u8>> = (0..10_000).map(entry).collect();
    let (ledger, size) = (ledger(&entries), entries.len() as u64);
    let (root, hashes) = (ledger.root(), ledger.leaf_hashes());
    let (mut tried, mut missed) = (0, 0);
    let mut found = |is_found: bool| {
        tried += 1;
        missed += u64::from(!is_found);
    };
    for (at, entry) in entries.iter().enumerate() {
        let proof = ledger.inclusion_proof(at as u64, size).unwrap_or_default();
        let stands = |entry: &[u8]| verify_inclusion(entry, at as u64, size, &root, &proof);
        for byte in 0..entry.len() {
            let mut edited = entry.clone();
            edited[byte] ^= 1;
            found(!stands(&edited));
        }
        // swapped with a later one, which then stands here
        for later in &entries[at + 1..] {
            found(!stands(later));
        }
        found(ledger.root_at(at as u64).is_ok_and(|cut| cut != root));
        let fewer: Vec<TreeHash> = [&hashes[..at], &hashes[at + 1..]].concat();
        found(Ledger::from_leaf_hashes(fewer).root() != root);
    }
    (tried, missed)
}

fn main() -> ExitCode {
    let (count, missed) = match env::args().nth(1).as_deref() {
        Some("append") => append(),
        Some("verify") => verify(),
        Some("tamper") => tamper(),
        _ => {
            eprintln!("usage: ledger append|verify|tamper");
            return ExitCode::from(2);
        }
    };
    println!("{{\"count\": {count}, \"missed\": {missed}}}");
    ExitCode::SUCCESS
}
