//! Words as sound units: what the romanisations of one name have in common.
//!
//! A unit stands for a sound as writing systems spell it (`sh`, German `sch`, Polish `sz`), not for one
//! of its letters. Doubled letters are one unit. The weights of confusing two units stand in
//! [`costs`](super::costs).

/// Most units of a word that are looked at; longer words are compared letter by letter for equality only.
pub(super) const MOST: usize = 32;

macro_rules! units {
    ($($name:ident)+) => {
        #[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
        #[repr(u8)]
        pub(super) enum Unit {
            #[default]
            $($name,)+
        }
        impl Unit {
            pub(super) const COUNT: usize = [$(Self::$name),+].len();
        }
    };
}

// The first fifteen are vowels or can be. `Alef` to `Ayn` are letters of abjads whose sound depends on
// the word: Arabic alef, yeh, waw, final heh and ayn with their Hebrew sisters.
units! {
    A E I O U Ay Aw Alef Yeh Waw Heh Ayn
    B C D F G H J K L M N P R S T V W X Y Z
    Sh Ch Kh Zh Ts Th Dh Gh
}

impl Unit {
    pub(super) const fn is_vowel(self) -> bool {
        (self as u8) <= Self::Aw as u8
    }

    /// Whether the unit must be heard in every spelling of the word.
    pub(super) const fn is_firm(self) -> bool {
        (self as u8) > Self::Ayn as u8
    }
}

/// The units of a word, at most [`MOST`].
#[derive(Clone, Copy, Debug)]
pub(super) struct Units {
    list: [Unit; MOST],
    length: u8,
    /// Whether there were more.
    pub(super) cut: bool,
    firm: u8,
}

impl Units {
    pub(super) const fn new() -> Self {
        Self {
            list: [Unit::A; MOST],
            length: 0,
            cut: false,
            firm: 0,
        }
    }

    pub(super) fn push(&mut self, unit: Unit) {
        if self.as_slice().last() == Some(&unit) {
            return;
        }
        if let Some(slot) = self.list.get_mut(self.length as usize) {
            *slot = unit;
            self.length += 1;
            self.firm += u8::from(unit.is_firm());
        } else {
            self.cut = true;
        }
    }

    pub(super) fn as_slice(&self) -> &[Unit] {
        self.list.get(..self.length as usize).unwrap_or_default()
    }

    pub(super) const fn len(&self) -> usize {
        self.length as usize
    }

    /// How many units are neither vowels nor letters that may be silent.
    pub(super) const fn firm(&self) -> usize {
        self.firm as usize
    }

    /// The units of words written as one.
    pub(super) fn joined<'a>(words: impl Iterator<Item = &'a Self>) -> Self {
        let mut all = Self::new();
        for word in words {
            all.cut |= word.cut;
            word.as_slice().iter().for_each(|u| all.push(*u));
        }
        all
    }

    /// The units of a lower-case ASCII word.
    pub(super) fn of(word: &str) -> Self {
        let mut units = Self::new();
        let mut rest = word.as_bytes();
        while !rest.is_empty() && !units.cut {
            let (taken, unit) = next(rest);
            if let Some(unit) = unit {
                units.push(unit);
            }
            rest = rest.get(taken..).unwrap_or_default();
        }
        units
    }
}

const fn vowel(letter: u8) -> bool {
    matches!(letter, b'a' | b'e' | b'i' | b'o' | b'u')
}

/// The first unit of some letters, and how many letters it takes.
fn next(letters: &[u8]) -> (usize, Option<Unit>) {
    use Unit::{
        A, Aw, Ay, B, C, Ch, D, Dh, E, F, G, Gh, H, I, J, K, Kh, L, M, N, O, P, R, S, Sh, T, Th,
        Ts, U, V, W, X, Y, Z, Zh,
    };
    let at = |i: usize| letters.get(i).copied().unwrap_or(0);
    let (a, b, c) = (at(0), at(1), at(2));
    match (a, b, c, at(3)) {
        (b't', b's', b'c', b'h') => return (4, Some(Ch)),
        (b'd', b's', b'c', b'h') => return (4, Some(J)),
        (b'c', b'h', b'z', b'h') => return (4, Some(Zh)),
        (b's', b'c', b'h', _) => return (3, Some(Sh)),
        (b't', b'c' | b's', b'h', _) => return (3, Some(Ch)),
        (b'd', b'z', b'h', _) => return (3, Some(J)),
        _ => {}
    }
    // `y`, `i` and `j` as the end of a diphthong belong to it unless a vowel follows
    let glide = matches!(b, b'y' | b'i' | b'j') && !vowel(c);
    match (a, b) {
        (b's', b'h' | b'z') => (2, Some(Sh)),
        (b'c', b'h' | b'z') => (2, Some(Ch)),
        (b'k', b'h') => (2, Some(Kh)),
        (b'z', b'h') => (2, Some(Zh)),
        (b't', b's' | b'z' | b'c') => (2, Some(Ts)),
        (b't', b'h') => (2, Some(Th)),
        (b'd', b'h') => (2, Some(Dh)),
        (b'd', b'j') => (2, Some(J)),
        (b'd', b'z') => (2, Some(Z)),
        (b'g', b'h') => (2, Some(Gh)),
        (b'p', b'h') => (2, Some(F)),
        (b'h', b's') => (2, Some(X)),
        (b'c', b'k') | (b'q', b'u') => (2, Some(K)),
        (b'o', b'o' | b'u') | (b'u', b'e') => (2, Some(U)),
        (b'a', b'e') => (2, Some(E)),
        (b'o', b'e') => (2, Some(O)),
        (b'i', b'e') if c != 0 => (2, Some(I)),
        (b'a' | b'e', _) if glide => (2, Some(Ay)),
        (b'i' | b'y', b'i' | b'y' | b'j') | (b'e', b'e') => (2, Some(I)),
        (b'a', b'u' | b'o' | b'w') | (b'o', b'w') => (2, Some(Aw)),
        (b'y', _) if vowel(b) => (1, Some(Y)),
        (b'a', _) => (1, Some(A)),
        (b'b', _) => (1, Some(B)),
        // before e, i and y it is soft in most languages
        (b'c', b'e' | b'i' | b'y') => (1, Some(C)),
        (b'c' | b'k' | b'q', _) => (1, Some(K)),
        (b'd', _) => (1, Some(D)),
        (b'e', _) => (1, Some(E)),
        (b'f', _) => (1, Some(F)),
        (b'g', _) => (1, Some(G)),
        (b'h', _) => (1, Some(H)),
        (b'i' | b'y', _) => (1, Some(I)),
        (b'j', _) => (1, Some(J)),
        (b'l', _) => (1, Some(L)),
        (b'm', _) => (1, Some(M)),
        (b'n', _) => (1, Some(N)),
        (b'o', _) => (1, Some(O)),
        (b'p', _) => (1, Some(P)),
        (b'r', _) => (1, Some(R)),
        (b's', _) => (1, Some(S)),
        (b't', _) => (1, Some(T)),
        (b'u', _) => (1, Some(U)),
        (b'v', _) => (1, Some(V)),
        (b'w', _) => (1, Some(W)),
        (b'x', _) => (1, Some(X)),
        (b'z', _) => (1, Some(Z)),
        _ => (1, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn romanisations_of_one_name_have_the_same_units() {
        for (a, b) in [
            ("zelenskyy", "zelenskij"),
            ("sergey", "sergei"),
            ("andrej", "andrai"),
            ("schostakowitsch", "shostakowich"),
            ("josef", "joseph"),
            ("hanniball", "hannibal"),
            ("hsiao", "xiao"),
            ("mueller", "muller"),
        ] {
            assert_eq!(Units::of(a).as_slice(), Units::of(b).as_slice(), "{a} {b}");
        }
        assert_ne!(
            Units::of("maya").as_slice(),
            Units::of("maia").as_slice().get(1..).unwrap()
        );
    }

    #[test]
    fn long_words_are_cut() {
        let units = Units::of(&"ab".repeat(40));
        assert!(units.cut && units.len() == MOST);
    }
}
