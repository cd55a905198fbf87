//! What may leave, to whom, and what did?
//!
//! The ledger is an append-only list of what left, in which nobody can change, drop, swap or cut off
//! an entry without being found out. [`retention_sweep`] says what must be kept, reviewed and destroyed.
//!
//! [`disseminate`] is the only exit of a document: it applies a [`Policy`] to every value for its readers
//! ([`decide`]), refuses what must not go, and writes the ledger. [`suppress`] takes small counts out of a table.
//!
//! Method: the Merkle tree of RFC 9162 (Certificate Transparency 2.0), section 2.1, with SHA-256. The
//! *root* is 32 bytes that stand for all entries. An *inclusion proof* shows that an entry is in the
//! ledger with that root, a *consistency proof* that a later ledger extends an earlier one; both are a few
//! dozen hashes for a billion entries.
//!
//! Assumption: tampering shows only against a root that the writer of the ledger can no longer change, so
//! give the roots to a second agency, or print them. The ledger sees bytes, not what they mean: where an
//! entry is about a person, put a [`commitment`] in it in place of the name.
//!
//! ```
//! use caselink::release::{Ledger, commitment, verify_consistency, verify_inclusion};
//!
//! let mut ledger = Ledger::default();
//! let key = [7; 32]; // random bytes, kept with the record
//! let child = commitment(&key, "Jane Roe")?;
//! let first = ledger.append(format!("2026-03-02 package 17 about {child} to IL0160000").as_bytes());
//! ledger.append(b"2026-03-03 package 18 to WI0130000");
//! let witnessed = (ledger.len(), ledger.root());
//!
//! ledger.append(b"2026-03-09 package 19 to IN0450000");
//! let entry = format!("2026-03-02 package 17 about {child} to IL0160000");
//! let proof = ledger.inclusion_proof(first, ledger.len())?;
//! assert!(verify_inclusion(entry.as_bytes(), first, ledger.len(), &ledger.root(), &proof));
//!
//! let (size, root) = witnessed;
//! let proof = ledger.consistency_proof(size, ledger.len())?;
//! assert!(verify_consistency(size, &root, ledger.len(), &ledger.root(), &proof));
//! # Ok::<(), caselink::Error>(())
//! ```

mod alike;
mod block;
mod canonical;
mod checkpoint;
mod citations;
mod coarser;
mod commitment;
mod disseminate;
mod few_children;
mod floor;
mod ledger;
mod nobody;
mod pieces;
mod policy;
mod proof;
mod reader;
mod redact;
mod request;
mod retention;
mod standard;
mod suppress;
mod tree_hash;
mod wording;

pub(crate) use block::block;
pub use checkpoint::{Checkpoint, parse_checkpoint};
pub use commitment::commitment;
pub use disseminate::{Entry, EntryPerson, Released, disseminate};
pub use ledger::Ledger;
pub use policy::{Decision, Policy, Redaction, Rule, RuleAction, decide};
pub use proof::{verify_consistency, verify_inclusion};
pub use reader::{Actor, AudienceKind, Purpose, Reader};
pub use request::{Audience, Recipient, ReleaseKey, Request};
pub use retention::{
    LegalHold, LocalRule, RetentionAction, RetentionBasis, RetentionDecision, RetentionFinding,
    RetentionItem, RetentionRules, RetentionSweep, retention_sweep,
};
pub use suppress::{Suppressed, suppress};
pub use tree_hash::TreeHash;
