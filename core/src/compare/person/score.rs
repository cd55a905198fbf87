//! From an alignment to one number.
//!
//! The score is the mean likeness of the words that answer to each other, lowered by what speaks against
//! one person, in falling order: words left over on *both* sides, which contradict each other; words left
//! over on one side only, which people leave out; another order. The factors are judgements, chosen on
//! half of a public set of labelled name pairs and checked on the other half.

use super::{
    align::{Alignment, Pair},
    facts::Kind,
    tokens::Token,
    words::PartLevel,
};

/// What contradicting words take, against what agrees.
const CONTRADICTION: f64 = 0.5;
/// What a share of words left over on one side takes.
const LEFT_OUT: f64 = 0.6;
/// The factor for another order of the same words.
const REORDERED: f64 = 0.97;

pub(super) fn score(a: &[Token], b: &[Token], found: &Alignment) -> f64 {
    let (mut weight, mut quality, mut telling) = (0.0, 0.0, 0.0);
    for pair in &found.pairs {
        weight += pair.weight;
        quality += pair.weight * pair.likeness;
        if pair.level != PartLevel::Initial {
            telling += pair.weight;
        }
    }
    if weight <= 0.0 {
        return 0.0;
    }
    let (left, right) = (LeftOver::of(a, found.left), LeftOver::of(b, found.right));
    let mut contradiction = left.names.min(right.names);
    if left.generation && right.generation {
        contradiction += 0.5;
    }
    if found.pairs.iter().any(|p| p.level == PartLevel::Reversed) {
        contradiction += 1.0;
    }
    let out = (left.names - right.names).abs() + 0.5 * (left.rest + right.rest);
    let share = out / (weight + out);
    let mut score = quality / weight;
    score *= 1.0 - contradiction / (contradiction + CONTRADICTION + 0.1 * weight);
    score *= 1.0 - LEFT_OUT * share * share.sqrt();
    if telling < 1.5 {
        // one ordinary word is little to go by when there is more
        score *= (0.25 + 0.75 * telling).min(if out > 0.3 { 0.9 } else { 1.0 });
    }
    if crossing(&found.pairs) {
        score *= REORDERED;
    }
    score
}

/// The weight of the words that are left over.
#[derive(Default)]
struct LeftOver {
    names: f64,
    rest: f64,
    generation: bool,
}

impl LeftOver {
    fn of(tokens: &[Token], bits: u32) -> Self {
        let mut over = Self::default();
        // words past the last bit were not compared
        for (i, token) in tokens.iter().enumerate() {
            if i < super::tokens::MOST_WORDS && bits >> i & 1 == 0 {
                continue;
            }
            match token.kind {
                Kind::Name | Kind::Weak => over.names += token.weight,
                Kind::Particle | Kind::Title | Kind::Suffix => over.rest += token.weight,
            }
            over.generation |= token.kind == Kind::Suffix && token.fact.generation;
        }
        over
    }
}

/// Whether pairs of names stand in another order.
fn crossing(pairs: &[Pair]) -> bool {
    let names = |p: &&Pair| p.weight >= 0.3;
    pairs.iter().filter(names).any(|p| {
        pairs
            .iter()
            .filter(names)
            .any(|q| p.left.start < q.left.start && p.right.start > q.right.start)
    })
}

/// Marks father and child where they are exchanged: "Salman bin Omar" and "Omar bin Salman".
pub(super) fn mark_reversed(a: &[Token], b: &[Token], found: &mut Alignment) {
    let around = |tokens: &[Token]| {
        tokens
            .iter()
            .position(|t| t.kind == Kind::Particle && t.fact.father)
            .filter(|i| *i > 0)
            .map(|i| (i as u8 - 1, i as u8 + 1))
    };
    let (Some((child, father)), Some((other_child, other_father))) = (around(a), around(b)) else {
        return;
    };
    let across = |p: &Pair| {
        let places = (p.left.start, p.right.start);
        places == (child, other_father) || places == (father, other_child)
    };
    if found.pairs.iter().filter(|p| across(p)).count() == 2 {
        for pair in found.pairs.iter_mut().filter(|p| across(p)) {
            pair.level = PartLevel::Reversed;
        }
    }
}
