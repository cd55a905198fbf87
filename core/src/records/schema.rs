use schemars::transform::RecursiveTransform;
use schemars::{JsonSchema, Schema, generate::SchemaSettings};
use serde_json::Value;

/// The JSON Schema (2020-12) of a type that is read from JSON.
///
/// Descriptions are the documentation of the types and fields, without what only a Rust reader
/// can use: of each, the first paragraph and the NIEM name.
pub(crate) fn schema_of<T: JsonSchema>() -> Value {
    SchemaSettings::draft2020_12()
        .with_transform(RecursiveTransform(shorten))
        .into_generator()
        .into_root_schema_for::<T>()
        .to_value()
}

fn shorten(schema: &mut Schema) {
    let Some(Value::String(description)) = schema.get_mut("description") else {
        return;
    };
    let kept: Vec<String> = description
        .split("\n\n")
        .enumerate()
        .filter(|(at, paragraph)| *at == 0 || paragraph.starts_with("NIEM:"))
        .map(|(_, paragraph)| paragraph.replace('\n', " "))
        .collect();
    // Links to Rust items mean nothing outside rustdoc.
    *description = without_links(&kept.join(" "));
}

/// ``[`Name`](path)`` and ``[`Name`]`` as `` `Name` ``.
fn without_links(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("`](") {
        out.push_str(&rest[..=at]);
        rest = rest[at..].split_once(')').map_or("", |(_, after)| after);
    }
    (out + rest).replace("[`", "`").replace("`]", "`")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::records::{Limits, Rejections};

    #[test]
    fn links_leave_their_names() {
        let text = "Graded by [`NameLevel`](crate::compare::NameLevel), see [`Limits`].";
        assert_eq!(without_links(text), "Graded by `NameLevel`, see `Limits`.");
    }

    #[test]
    fn descriptions_are_for_readers_of_any_language() {
        let limits = schema_of::<Limits>();
        assert_eq!(
            limits["description"],
            "Upper bounds on the work that one call may take on."
        );
        let text = schema_of::<Rejections>().to_string();
        assert!(
            text.contains("up to `Limits::listed_rejections`."),
            "{text}"
        );
    }
}
