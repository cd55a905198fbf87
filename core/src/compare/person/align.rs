//! Which words of one name answer to which of the other?
//!
//! Words that are the same find each other first, those at the nearest places before others. The rest is
//! assigned greedily, best likeness first; several words may answer to one that is written together
//! ("Jean Claude", "Jeanclaude") or to their initials ("JC"). Names have few words, so an optimal
//! assignment would rarely differ.

use super::{
    costs::Vowels,
    facts::Kind,
    tokens::{MOST_WORDS, Token},
    units::Units,
    words::{self, PartLevel},
};

/// Most words that may answer to one.
const MOST_JOINED: usize = 4;

/// Some neighbouring words of a name.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Words {
    pub(super) start: u8,
    pub(super) count: u8,
}

impl Words {
    pub(super) const fn one(start: usize) -> Self {
        Self::some(start, 1)
    }

    pub(super) const fn some(start: usize, count: usize) -> Self {
        Self {
            start: start as u8,
            count: count as u8,
        }
    }

    pub(super) fn of(self, tokens: &[Token]) -> &[Token] {
        tokens
            .get(self.start as usize..(self.start + self.count) as usize)
            .unwrap_or_default()
    }

    fn bits(self) -> u32 {
        ((1 << self.count) - 1) << self.start
    }
}

/// Words that answer to each other.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pair {
    pub(super) left: Words,
    pub(super) right: Words,
    pub(super) level: PartLevel,
    pub(super) likeness: f64,
    pub(super) weight: f64,
}

/// All pairs, and the words that are left over as bits.
#[derive(Clone, Debug, Default)]
pub(super) struct Alignment {
    pub(super) pairs: Vec<Pair>,
    pub(super) left: u32,
    pub(super) right: u32,
}

/// Aligns the first [`MOST_WORDS`] words of two names.
pub(super) fn align(a: &[Token], b: &[Token]) -> Alignment {
    let (a, b) = (first(a), first(b));
    let mut found = Alignment {
        pairs: Vec::with_capacity(a.len().min(b.len())),
        left: (1 << a.len()) - 1,
        right: (1 << b.len()) - 1,
    };
    found.take_same(a, b);
    if found.left != 0 && found.right != 0 {
        let mut candidates = found.candidates(a, b);
        candidates.sort_by(|x, y| {
            y.rank()
                .total_cmp(&x.rank())
                .then(x.shift().cmp(&y.shift()))
        });
        for pair in &candidates {
            found.take(pair);
        }
    }
    found
}

fn first(tokens: &[Token]) -> &[Token] {
    tokens.get(..MOST_WORDS).unwrap_or(tokens)
}

impl Pair {
    /// Both likeness and how much it settles count; a poor likeness of much must not hide a good one of less.
    fn rank(&self) -> f64 {
        (self.likeness - 0.5) * self.weight
    }

    fn shift(&self) -> u8 {
        self.left.start.abs_diff(self.right.start)
    }
}

impl Alignment {
    fn take(&mut self, pair: &Pair) {
        let (left, right) = (pair.left.bits(), pair.right.bits());
        if self.left & left == left && self.right & right == right {
            self.left &= !left;
            self.right &= !right;
            self.pairs.push(*pair);
        }
    }

    /// A word at its own place first: "Mohamed Ali Mohamed" must not cross with itself.
    fn take_same(&mut self, a: &[Token], b: &[Token]) {
        for shift in 0..a.len().max(b.len()) {
            for (i, x) in a.iter().enumerate() {
                for j in [i.checked_sub(shift), Some(i + shift)]
                    .into_iter()
                    .flatten()
                {
                    if b.get(j).is_some_and(|y| x.text == y.text) {
                        self.take(&single(a, b, i, j, (PartLevel::Same, 1.0)));
                    }
                }
            }
        }
    }

    fn candidates(&self, a: &[Token], b: &[Token]) -> Vec<Pair> {
        let mut found = Vec::new();
        for (i, x) in a
            .iter()
            .enumerate()
            .filter(|(i, _)| self.left >> i & 1 == 1)
        {
            for (j, y) in b
                .iter()
                .enumerate()
                .filter(|(j, _)| self.right >> j & 1 == 1)
            {
                if let Some(likeness) = words::alike(x, y) {
                    found.push(single(a, b, i, j, likeness));
                }
            }
        }
        joined(a, self.left, b, self.right, |one, many, level, likeness| {
            found.push(pair(a, b, one, many, (level, likeness)));
        });
        joined(b, self.right, a, self.left, |one, many, level, likeness| {
            found.push(pair(a, b, many, one, (level, likeness)));
        });
        found
    }
}

/// Finds words of `a` that answer to several neighbours of `b`.
fn joined(
    a: &[Token],
    free: u32,
    b: &[Token],
    others: u32,
    mut emit: impl FnMut(Words, Words, PartLevel, f64),
) {
    for (i, one) in a.iter().enumerate().filter(|(i, _)| free >> i & 1 == 1) {
        if one.initial || one.kind == Kind::Title {
            continue;
        }
        for start in 0..b.len() {
            for count in 2..=MOST_JOINED {
                let many = Words::some(start, count);
                let words = many.of(b);
                if words.len() < count || others & many.bits() != many.bits() {
                    break;
                }
                if let Some((level, likeness)) = together(one, words) {
                    emit(Words::one(i), many, level, likeness);
                }
            }
        }
    }
}

/// Whether a word is several written together, or their initials.
fn together(one: &Token, many: &[Token]) -> Option<words::Likeness> {
    if many.iter().any(|t| t.kind == Kind::Title) {
        return None;
    }
    let letters = one.text.len();
    if letters == many.len() {
        let mut initials = many.iter().map(|t| t.latin().bytes().next());
        let consonants = one
            .text
            .bytes()
            .all(|b| !matches!(b, b'a' | b'e' | b'i' | b'o' | b'u'));
        let all = one.text.bytes().all(|b| initials.next() == Some(Some(b)));
        return (consonants && all).then_some((PartLevel::Initial, 0.85));
    }
    let script = many.first()?.script;
    let vowels = words::vowels(one.script, script, true);
    let length: usize = many.iter().map(|t| t.units.len()).sum();
    let far = vowels == Vowels::Alike && one.units.len().abs_diff(length) > 2;
    if one.units.cut || length < 3 || far {
        return None;
    }
    let all = Units::joined(many.iter().map(|t| &t.units));
    let (level, likeness) = words::near(&one.units, &all, vowels)?;
    Some((level, likeness - 0.01))
}

fn single(a: &[Token], b: &[Token], i: usize, j: usize, likeness: words::Likeness) -> Pair {
    pair(a, b, Words::one(i), Words::one(j), likeness)
}

fn pair(a: &[Token], b: &[Token], left: Words, right: Words, likeness: words::Likeness) -> Pair {
    let weight = |words: Words, tokens| words.of(tokens).iter().map(|t| t.weight).sum::<f64>();
    let (x, y) = (weight(left, a), weight(right, b));
    let (level, likeness) = likeness;
    Pair {
        left,
        right,
        level,
        likeness,
        weight: if level == PartLevel::Initial {
            x.min(y)
        } else {
            f64::midpoint(x, y)
        },
    }
}
