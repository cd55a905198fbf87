//! A name cut into words, each with what comparing it needs.

use unicode_normalization::{UnicodeNormalization, char::decompose_canonical};

use super::{
    facts::{self, Fact, Kind},
    script::{self, Script},
    units::Units,
};
use crate::compare::{nicknames, normal};

/// Most words of a name that are compared; what follows counts as left over.
pub(super) const MOST_WORDS: usize = 16;

/// One word of a name.
#[derive(Clone, Debug)]
pub(super) struct Token {
    /// The word in its normal form.
    pub(super) text: Box<str>,
    /// The word in lower-case Latin letters, where that is something else.
    latin: Option<Box<str>>,
    pub(super) units: Units,
    pub(super) script: Script,
    pub(super) fact: Fact,
    pub(super) kind: Kind,
    nickname: u16,
    /// One letter that stands for a name.
    pub(super) initial: bool,
    /// How much the word tells, 1.0 for an ordinary one.
    pub(super) weight: f64,
}

impl Token {
    pub(super) fn latin(&self) -> &str {
        self.latin.as_deref().unwrap_or(&self.text)
    }

    pub(super) fn nickname_of(&self, other: &Self) -> bool {
        nicknames::related(self.nickname, other.nickname)
    }

    fn new(word: &str) -> Option<Self> {
        let script = word.chars().map(Script::of).find(|s| *s != Script::Latin);
        let mut units = Units::new();
        let mut latin = String::new();
        let mut direct = false;
        if word.is_ascii() {
            units = Units::of(word);
        } else {
            for c in word.chars() {
                if let Some((letters, unit)) = script::abjad(c) {
                    direct = true;
                    latin.push_str(letters);
                    if let Some(unit) = unit {
                        units.push(unit);
                    }
                } else {
                    script::romanise(c, &mut latin);
                }
            }
            if !direct {
                units = Units::of(&latin);
            }
            if latin.is_empty() {
                return None;
            }
        }
        let script = script.unwrap_or(Script::Latin);
        let spelt = if latin.is_empty() { word } else { &latin };
        let fact = facts::of(spelt);
        let letters = word.chars().take(2).count();
        Some(Self {
            nickname: nicknames::number(spelt),
            initial: letters == 1 && matches!(script, Script::Latin | Script::Full),
            units,
            script,
            fact,
            kind: Kind::Name,
            weight: 1.0,
            text: word.into(),
            latin: (!latin.is_empty()).then(|| latin.into_boxed_str()),
        })
    }
}

/// Cuts a name into words and says what each is.
pub(super) fn cut(value: &str) -> Vec<Token> {
    let mut cutter = Cutter::default();
    if value.is_ascii() {
        value
            .chars()
            .for_each(|c| cutter.take(c.to_ascii_lowercase()));
    } else {
        for c in value.nfkc() {
            match Script::of(c) {
                Script::Han | Script::Hangul => {
                    cutter.close();
                    cutter.word.push(c);
                    cutter.close();
                }
                // their marks make other sounds
                Script::Kana => cutter.take(c),
                _ => decompose_canonical(c, |c| normal::fold_char(c, &mut |c| cutter.take(c))),
            }
        }
    }
    cutter.close();
    let (mut tokens, comma) = (cutter.tokens, cutter.comma);
    judge(&mut tokens, comma);
    tokens
}

#[derive(Default)]
struct Cutter {
    word: String,
    tokens: Vec<Token>,
    /// Whether a comma stands between words, as in "surname, given name".
    comma: bool,
}

impl Cutter {
    fn take(&mut self, c: char) {
        if c.is_alphanumeric() || normal::is_mark(c) {
            // modifier letters are transcribers' ayn and hamza
            if !matches!(c, '\u{2b0}'..='\u{2ff}' | 'ـ' | 'ー') {
                self.word.push(c);
            }
        } else if !normal::is_joiner(c) {
            self.comma |=
                matches!(c, ',' | '،' | '、') && !(self.tokens.is_empty() && self.word.is_empty());
            self.close();
        }
    }

    fn close(&mut self) {
        if self.word.is_empty() {
            return;
        }
        let mut word = std::mem::take(&mut self.word);
        if word.bytes().all(|b| b.is_ascii_lowercase()) {
            self.tokens.extend(Token::new(&word));
        } else if word.chars().any(char::is_alphabetic) {
            // digits and letters of other alphabets that stand in for Latin letters
            if word.bytes().any(|b| b.is_ascii_lowercase()) {
                word = script::without_lookalikes(&word);
            }
            word.retain(|c| !c.is_numeric());
            // the Arabic article is written with its word
            if let Some(rest) = word
                .strip_prefix("ال")
                .filter(|r| r.chars().nth(2).is_some())
            {
                self.tokens.extend(Token::new("ال"));
                self.tokens.extend(Token::new(rest));
            } else {
                self.tokens.extend(Token::new(&word));
            }
        }
        word.clear();
        self.word = word;
    }
}

/// What each word is follows from what words of its kind are and from where it stands.
fn judge(tokens: &mut [Token], comma: bool) {
    let last = tokens.len().saturating_sub(1);
    for (i, token) in tokens.iter_mut().enumerate() {
        let kind = token.fact.kind;
        let stands = match kind {
            // first it is a given name (Ben, Van, Al), last a name (Bin, Do, Le)
            Kind::Particle => i != last && (i != 0 || comma),
            Kind::Title => last > 1 || (last == 1 && i == 0),
            Kind::Suffix => i != 0,
            Kind::Weak | Kind::Name => true,
        };
        token.kind = match kind {
            kind if stands => kind,
            // "Sr" before a name is a form of address
            Kind::Suffix if last > 0 && &*token.text == "sr" => Kind::Title,
            _ => Kind::Name,
        };
    }
    if !tokens
        .iter()
        .any(|t| matches!(t.kind, Kind::Name | Kind::Weak) && !t.initial)
    {
        for token in tokens.iter_mut() {
            token.kind = Kind::Name;
        }
    }
    for token in tokens {
        token.weight = match token.kind {
            Kind::Name if token.initial => 0.4,
            Kind::Name => 1.0,
            Kind::Weak => 0.5,
            Kind::Particle => 0.15,
            Kind::Suffix => 0.2,
            Kind::Title => 0.05,
        };
    }
}
