//! What analysts write for a value that tables have by its code.

/// Sockets and plugs by their IEC letters: `Type G`, `schuko`, `NEMA 5-15`.
pub(super) fn socket(plain: &str) -> &str {
    match plain {
        "schuko" | "cee 7/4" => return "f",
        "europlug" | "cee 7/16" => return "c",
        "french" | "cee 7/5" => return "e",
        "bs 1363" | "bs1363" => return "g",
        "nema 1-15" => return "a",
        "nema 5-15" => return "b",
        _ => {}
    }
    let mut words = plain
        .split(' ')
        .filter(|word| !["type", "iec", "plug", "socket", "outlet"].contains(word));
    match (words.next(), words.next()) {
        (Some(letter), None) if letter.len() == 1 => letter,
        _ => plain,
    }
}

/// Currencies by their ISO 4217 codes, from signs and names that only one has: `£`, `$` and `¥` are of several.
pub(super) fn currency(plain: &str) -> &str {
    match plain {
        "€" | "euro" | "euros" => "eur",
        "pound sterling" | "pounds sterling" | "british pound" | "british pounds" => "gbp",
        "us dollar" | "us dollars" | "us$" => "usd",
        "canadian dollar" | "canadian dollars" | "c$" => "cad",
        "australian dollar" | "australian dollars" | "a$" => "aud",
        "swiss franc" | "swiss francs" => "chf",
        "japanese yen" | "yen" => "jpy",
        "zł" | "zloty" | "złoty" => "pln",
        "₽" | "russian rouble" | "russian ruble" => "rub",
        "₹" | "indian rupee" | "indian rupees" => "inr",
        "₺" | "turkish lira" => "try",
        "₴" | "hryvnia" => "uah",
        "₦" | "naira" => "ngn",
        "₪" | "shekel" | "shekels" => "ils",
        "฿" | "baht" => "thb",
        "₫" | "dong" => "vnd",
        "₱" | "philippine peso" => "php",
        "r$" | "brazilian real" | "brazilian reais" => "brl",
        other => other,
    }
}

/// The side of the road: `L`, `on the left`. A car whose wheel is on the left says nothing of it.
pub(super) fn side(plain: &str) -> &str {
    match plain {
        "l" | "on the left" | "left side" | "left-hand side" | "left-hand traffic" | "lht" => {
            "left"
        }
        "r" | "on the right" | "right side" | "right-hand side" | "right-hand traffic" | "rht" => {
            "right"
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::victims::{ClueKind, clue_tables};

    #[test]
    fn what_is_written_is_in_a_table() {
        for (kind, value, row) in [
            (ClueKind::Socket, "Type G", "G"),
            (ClueKind::Socket, "IEC type I plug", "I"),
            (ClueKind::Socket, "Schuko", "F"),
            (ClueKind::Socket, "BS 1363", "G"),
            (ClueKind::Currency, "€", "EUR"),
            (ClueKind::Currency, "Pounds Sterling", "GBP"),
            (ClueKind::Currency, "zł", "PLN"),
            (ClueKind::Currency, "usd", "USD"),
            (ClueKind::DrivingSide, "L", "left"),
            (ClueKind::DrivingSide, "right-hand traffic", "right"),
        ] {
            let tables = clue_tables();
            let rows = tables.iter().filter(|table| table.kind == kind);
            let mut rows = rows.flat_map(|table| &table.rows);
            assert!(rows.any(|one| one.value == row), "{row}");
            assert_eq!(kind.key(value), kind.key(row), "{value}");
        }
        // money of several countries, and a car that is driven on the right
        assert_eq!(currency("£"), "£");
        assert_eq!(side("left-hand drive"), "left-hand drive");
    }
}
