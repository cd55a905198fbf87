use super::TreeHash;

/// No ledger is deeper: 2^64 entries.
const DEEPEST: usize = 64;

/// Whether `proof` shows that `entry` stands at `index` in the ledger of `size` entries with this `root`.
///
/// Never an error: what is no proof proves nothing. Source: RFC 9162, section 2.1.3.2.
#[must_use]
pub fn verify_inclusion(
    entry: &[u8],
    index: u64,
    size: u64,
    root: &TreeHash,
    proof: &[TreeHash],
) -> bool {
    if index >= size || proof.len() > DEEPEST {
        return false;
    }
    let (mut node, mut last) = (index, size - 1);
    let mut hash = TreeHash::of_leaf(entry);
    for sibling in proof {
        if last == 0 {
            return false;
        }
        if node % 2 == 1 || node == last {
            hash = TreeHash::of_node(sibling, &hash);
            // a last node without a sibling is lifted until it has one
            while node.is_multiple_of(2) && node != 0 {
                (node, last) = (node >> 1, last >> 1);
            }
        } else {
            hash = TreeHash::of_node(&hash, sibling);
        }
        (node, last) = (node >> 1, last >> 1);
    }
    last == 0 && hash == *root
}

/// Whether `proof` shows that the ledger of `second` entries with `second_root` extends the one of `first`
/// entries with `first_root`: all those entries, unchanged and in the same order, and more behind them.
///
/// Never an error: what is no proof proves nothing. Source: RFC 9162, section 2.1.4.2.
#[must_use]
pub fn verify_consistency(
    first: u64,
    first_root: &TreeHash,
    second: u64,
    second_root: &TreeHash,
    proof: &[TreeHash],
) -> bool {
    if first == 0 || first > second || proof.len() > DEEPEST {
        return false;
    }
    if first == second {
        return proof.is_empty() && first_root == second_root;
    }
    // where the first ledger is a complete tree, the verifier has its root and the proof leaves it out
    let (start, rest) = match proof {
        [] => return false,
        _ if first.is_power_of_two() => (first_root, proof),
        [start, rest @ ..] => (start, rest),
    };
    let (mut node, mut last) = (first - 1, second - 1);
    while node % 2 == 1 {
        (node, last) = (node >> 1, last >> 1);
    }
    let (mut old, mut new) = (*start, *start);
    for sibling in rest {
        if last == 0 {
            return false;
        }
        if node % 2 == 1 || node == last {
            old = TreeHash::of_node(sibling, &old);
            new = TreeHash::of_node(sibling, &new);
            while node.is_multiple_of(2) && node != 0 {
                (node, last) = (node >> 1, last >> 1);
            }
        } else {
            new = TreeHash::of_node(&new, sibling);
        }
        (node, last) = (node >> 1, last >> 1);
    }
    last == 0 && old == *first_root && new == *second_root
}
