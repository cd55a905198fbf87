use std::fmt::Write as _;

use serde_json::{Number, Value};

/// JSON in one form only, so that the same content always has the same hash.
///
/// Source: RFC 8785 (JSON Canonicalization Scheme): no spaces, keys in order of their UTF-16 code units, numbers
/// as ECMAScript writes them. Whole numbers are written with all their digits, also beyond 2^53, where RFC 8785
/// would round them. Values nest no deeper than a checked document does.
pub(super) fn canonical(value: &Value) -> String {
    let mut out = String::new();
    write(value, &mut out);
    out
}

fn write(value: &Value, out: &mut String) {
    match value {
        Value::Number(number) => write_number(number, out),
        Value::Array(items) => {
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                write(item, out);
            }
            out.push(']');
        }
        Value::Object(fields) => {
            let mut fields: Vec<(&String, &Value)> = fields.iter().collect();
            fields.sort_by(|(a, _), (b, _)| a.encode_utf16().cmp(b.encode_utf16()));
            out.push('{');
            for (at, (key, value)) in fields.into_iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                // serde_json escapes a text just as RFC 8785 wants it
                out.push_str(&Value::from(key.as_str()).to_string());
                out.push(':');
                write(value, out);
            }
            out.push('}');
        }
        Value::Null | Value::Bool(_) | Value::String(_) => out.push_str(&value.to_string()),
    }
}

fn write_number(number: &Number, out: &mut String) {
    let written = match number.as_f64() {
        Some(float) if number.is_f64() => {
            let size = float.abs();
            if size == 0.0 {
                // ECMAScript writes -0 as 0
                write!(out, "0")
            } else if (1e-6..1e21).contains(&size) {
                write!(out, "{float}")
            } else {
                // Rust writes 1e21 where ECMAScript writes 1e+21
                let text = format!("{float:e}");
                let text = if size < 1.0 {
                    text
                } else {
                    text.replace('e', "e+")
                };
                write!(out, "{text}")
            }
        }
        _ => write!(out, "{number}"),
    };
    // writing to a String does not fail
    debug_assert!(written.is_ok());
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// The numbers of RFC 8785, appendix B, that are finite, and its example of sorting in section 3.2.3.
    #[test]
    fn is_as_the_rfc_writes_it() {
        for (number, text) in [
            (0.0, "0"),
            (-0.0, "0"),
            (5e-324, "5e-324"),
            (f64::MAX, "1.7976931348623157e+308"),
            (9_007_199_254_740_992.0, "9007199254740992"),
            (295_147_905_179_352_830_000.0, "295147905179352830000"),
            (1e23, "1e+23"),
            (9.999_999_999_999_997e22, "9.999999999999997e+22"),
            (999_999_999_999_999_900_000.0, "999999999999999900000"),
            (333_333_333.333_333_3, "333333333.3333333"),
            (0.000_001, "0.000001"),
            (9.999_999_999_999_997e-7, "9.999999999999997e-7"),
            (
                -0.000_003_333_333_333_333_333_3,
                "-0.0000033333333333333333",
            ),
        ] {
            assert_eq!(canonical(&json!(number)), text);
        }
        let keys = json!({"\u{20ac}": 1, "\r": 2, "\u{fb33}": 3, "1": 4, "\u{1f600}": 5, "\u{80}": 6, "\u{f6}": 7});
        assert_eq!(
            canonical(&keys),
            "{\"\\r\":2,\"1\":4,\"\u{80}\":6,\"\u{f6}\":7,\"\u{20ac}\":1,\"\u{1f600}\":5,\"\u{fb33}\":3}"
        );
        let text = json!(["\u{20ac}$\u{f}\nA'B\"\\\"/", null, true, -7]);
        assert_eq!(
            canonical(&text),
            "[\"\u{20ac}$\\u000f\\nA'B\\\"\\\\\\\"/\",null,true,-7]"
        );
    }
}
