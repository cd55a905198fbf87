//! BM25 over texts that are lists of terms, through the crate `bm25`.

use bm25::{
    Embedder, EmbedderBuilder, Embedding, Scorer, TokenEmbedder, TokenEmbedding, Tokenizer,
};

use super::GuidanceSettings;
use crate::hash;

/// Terms of a text are joined by spaces, which no term has.
struct Spaces;

impl Tokenizer for Spaces {
    fn tokenize(&self, text: &str) -> Vec<String> {
        text.split_ascii_whitespace().map(str::to_owned).collect()
    }
}

/// A term is known by its hash: 64 bits, the same on every machine.
struct Key;

impl TokenEmbedder for Key {
    type EmbeddingSpace = u64;

    fn embed(term: &str) -> u64 {
        hash::text(term)
    }
}

/// The terms of many texts.
pub(super) struct Index(Scorer<u32, u64>);

impl Index {
    /// Texts are known by their numbers.
    pub(super) fn of(texts: &[Vec<String>], settings: &GuidanceSettings) -> Self {
        let texts: Vec<String> = texts.iter().map(|terms| terms.join(" ")).collect();
        let all: Vec<&str> = texts.iter().map(String::as_str).collect();
        let embedder: Embedder<Key, Spaces> =
            EmbedderBuilder::with_tokenizer_and_fit_to_corpus(Spaces, &all)
                .k1(settings.k1)
                .b(settings.b)
                .build();
        let mut scorer = Scorer::new();
        for (number, text) in (0..).zip(all) {
            scorer.upsert(&number, embedder.embed(text));
        }
        Self(scorer)
    }

    /// What a term adds to the score of each text that has it, in thousandths, by number of the text. Each term is asked for
    /// by itself, so that a score is a sum of whole numbers that can be shown.
    pub(super) fn term(&self, term: &str) -> Vec<(u32, u32)> {
        let query = Embedding(vec![TokenEmbedding {
            index: Key::embed(term),
            value: 1.0,
        }]);
        let found = self.0.matches(&query).into_iter();
        let mut all: Vec<(u32, u32)> = found
            .map(|text| (text.id, (f64::from(text.score) * 1_000.0).round() as u32))
            .collect();
        // they come in the order of a hash table with a random seed
        all.sort_unstable();
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Robertson and Zaragoza 2009, with the +1 in the logarithm that keeps it above 0, computed by hand.
    #[test]
    fn it_is_bm25() {
        let texts = [
            vec!["a".to_owned(), "b".to_owned(), "a".to_owned()],
            vec!["b".to_owned()],
            vec!["c".to_owned(), "d".to_owned()],
        ];
        let index = Index::of(&texts, &GuidanceSettings::default());
        let score = |texts_with: f64, times: f64, length: f64| {
            let idf = (1.0 + (3.0 - texts_with + 0.5) / (texts_with + 0.5)).ln();
            let weight = times * 2.2 / (times + 1.2 * (0.25 + 0.75 * length / 2.0));
            (idf * weight * 1_000.0).round() as u32
        };
        assert_eq!(index.term("a"), [(0, score(1.0, 2.0, 3.0))]);
        assert_eq!(
            index.term("b"),
            [(0, score(2.0, 1.0, 3.0)), (1, score(2.0, 1.0, 1.0))]
        );
        assert!(index.term("e").is_empty());
    }
}
