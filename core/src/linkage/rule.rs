//! A blocking rule as JSON: a list of keys, or an object where it has a cap.

use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{
        MapAccess, SeqAccess, Visitor,
        value::{MapAccessDeserializer, SeqAccessDeserializer},
    },
};

use super::settings::{BlockingKey, BlockingRule};

/// A rule with a cap.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct CappedRule {
    /// What must agree.
    keys: Vec<BlockingKey>,
    /// A block of more records makes no pair by this rule; 2 or more.
    most_rows: u64,
}

impl Serialize for BlockingRule {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.most_rows {
            None => self.keys.serialize(serializer),
            Some(most_rows) => CappedRule {
                keys: self.keys.clone(),
                most_rows,
            }
            .serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for BlockingRule {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;
        impl<'de> Visitor<'de> for Either {
            type Value = BlockingRule;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list of keys, or an object with keys and most_rows")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<BlockingRule, A::Error> {
                let keys = Vec::deserialize(SeqAccessDeserializer::new(list))?;
                Ok(BlockingRule {
                    keys,
                    most_rows: None,
                })
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<BlockingRule, A::Error> {
                let rule = CappedRule::deserialize(MapAccessDeserializer::new(map))?;
                Ok(BlockingRule {
                    keys: rule.keys,
                    most_rows: Some(rule.most_rows),
                })
            }
        }
        deserializer.deserialize_any(Either)
    }
}

impl JsonSchema for BlockingRule {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "BlockingRule".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let (keys, capped) = (
            generator.subschema_for::<Vec<BlockingKey>>(),
            generator.subschema_for::<CappedRule>(),
        );
        json_schema!({
            "description": "All keys of a rule must agree; a record that lacks one is not in any block of the rule.",
            "anyOf": [keys, capped],
        })
    }
}
