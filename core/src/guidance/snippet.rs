//! The part of an answer that has most of what was asked.

use std::{collections::BTreeMap, ops::Range};

use super::{Piece, words::Word};

/// Words that stand before the first one that was found, where no sentence begins near it.
const WORDS_BEFORE: usize = 5;

/// By number of a word, the part of the score to which it belongs, and what that counts.
pub(super) type Marks = BTreeMap<usize, (usize, u32)>;

/// A text, or a stretch of it, in pieces.
fn pieces(text: &str, within: Range<usize>, words: &[Word], marks: &Marks) -> Vec<Piece> {
    let mut all: Vec<Piece> = Vec::new();
    let mut add = |range: Range<usize>, found: bool| {
        let text = text.get(range).unwrap_or_default();
        if text.is_empty() {
            return;
        }
        match all.last_mut() {
            Some(last) if last.found == found => last.text.push_str(text),
            _ => all.push(Piece {
                text: text.to_owned(),
                found,
            }),
        }
    };
    let mut at = within.start;
    let marked = marks.keys().filter_map(|number| words.get(*number));
    for word in marked.filter(|word| word.at.start >= within.start && word.at.end <= within.end) {
        add(at..word.at.start, false);
        add(word.at.clone(), true);
        at = word.at.end;
    }
    add(at..within.end, false);
    all
}

/// All of a text.
pub(super) fn whole(text: &str, words: &[Word], marks: &Marks) -> Vec<Piece> {
    pieces(text, 0..text.len(), words, marks)
}

/// About `most` words of a text: from the beginning of a sentence, where what was found stands near one.
pub(super) fn snippet(text: &str, words: &[Word], marks: &Marks, most: usize) -> Vec<Piece> {
    let begins = |at: &usize| {
        let before = at.checked_sub(1).and_then(|before| words.get(before));
        let (Some(before), Some(word)) = (before, words.get(*at)) else {
            return true;
        };
        let between = text.get(before.at.end..word.at.start).unwrap_or_default();
        between.contains(['.', '!', '?', ':', ';']) && between.contains(char::is_whitespace)
    };
    let near = marks.keys().map(|at| at.saturating_sub(WORDS_BEFORE));
    let starts = (0..words.len()).filter(begins).chain(near);
    // the most that is found; of equal stretches one that begins a sentence, then the first
    let value = |from: usize| {
        let parts: BTreeMap<usize, u32> = marks
            .range(from..from + most)
            .map(|(_, mark)| *mark)
            .collect();
        parts.values().map(|value| u64::from(*value)).sum::<u64>()
    };
    let best = starts.max_by_key(|from| (value(*from), begins(from), std::cmp::Reverse(*from)));
    let from = best.unwrap_or_default();
    let first = words.get(from).map_or(0, |word| word.at.start);
    let first = if from == 0 { 0 } else { first };
    let rest = words.get(from + most..).filter(|rest| !rest.is_empty());
    let last = rest.and_then(|_| words.get((from + most).checked_sub(1)?));
    let end = last.map_or(text.len(), |word| word.at.end);
    let mut all = pieces(text, first..end, words, marks);
    let gap = |text: &str| Piece {
        text: text.to_owned(),
        found: false,
    };
    if first > 0 {
        all.insert(0, gap("… "));
    }
    if end < text.len() {
        all.push(gap(" …"));
    }
    all
}
