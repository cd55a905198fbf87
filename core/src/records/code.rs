/// Defines an enum of known words plus `Other`, which keeps any other word as it was written.
///
/// In JSON it is a string. Known words are read whatever their case, and under their aliases, and
/// written in the one form given here. A table `with ncic` knows the code of each word too. `Debug` hides the text of `Other`, since it is free text.
macro_rules! coded {
    (
        $(#[$about:meta])*
        pub enum $name:ident {
            $($(#[$doc:meta])* $variant:ident = $text:literal $(| $alias:literal)*,)+
        }
    ) => {
        $crate::records::coded! {
            @with [Default]
            $(#[$about])*
            pub enum $name { $($(#[$doc])* $variant = $text $(| $alias)*,)+ }
        }
    };

    // always given or left out as a whole: no variant stands for "not said"
    (
        $(#[$about:meta])*
        pub enum $name:ident without default {
            $($(#[$doc:meta])* $variant:ident = $text:literal $(| $alias:literal)*,)+
        }
    ) => {
        $crate::records::coded! {
            @with []
            $(#[$about])*
            pub enum $name { $($(#[$doc])* $variant = $text $(| $alias)*,)+ }
        }
    };

    // a table of NCIC: each word beside its code, and no variant that stands for "not said"
    (
        $(#[$about:meta])*
        pub enum $name:ident with ncic {
            $($variant:ident = $text:literal, $code:literal $(| $alias:literal)*;)+
        }
    ) => {
        $crate::records::coded! {
            @with []
            $(#[$about])*
            pub enum $name {
                $(#[doc = concat!("`", $text, "` (NCIC ", $code, ").")] $variant = $text | $code $(| $alias)*,)+
            }
        }

        impl $name {
            /// The NCIC code; any other word as it was written.
            pub fn ncic(&self) -> &str {
                match self {
                    $(Self::$variant => $code,)+
                    Self::Other(text) => text,
                }
            }
        }
    };

    (
        @with [$($default:ident)?]
        $(#[$about:meta])*
        pub enum $name:ident {
            $($(#[$doc:meta])* $variant:ident = $text:literal $(| $alias:literal)*,)+
        }
    ) => {
        $(#[$about])*
        #[derive(
            Clone, $($default,)? Eq, Hash, Ord, PartialEq, PartialOrd, serde::Serialize, serde::Deserialize,
        )]
        #[serde(from = "String", into = "String")]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$doc])* $variant,)+
            /// Any other word, kept as it was written.
            Other(String),
        }

        impl $name {
            /// The word as it stands in JSON.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $text,)+
                    Self::Other(text) => text,
                }
            }

            /// The variant that a word or one of its aliases names, whatever its case.
            fn known(text: &str) -> Option<Self> {
                let text = text.trim();
                $(if [$text $(, $alias)*].iter().any(|word| text.eq_ignore_ascii_case(word)) {
                    return Some(Self::$variant);
                })+
                None
            }
        }

        impl From<&str> for $name {
            /// Reads a word; one that is not known becomes `Other`.
            fn from(text: &str) -> Self {
                Self::known(text).unwrap_or_else(|| Self::Other(text.to_owned()))
            }
        }

        impl From<String> for $name {
            /// Reads a word; one that is not known becomes `Other`.
            fn from(text: String) -> Self {
                Self::known(&text).unwrap_or(Self::Other(text))
            }
        }

        impl From<$name> for String {
            fn from(code: $name) -> Self {
                match code {
                    $name::Other(text) => text,
                    known => known.as_str().to_owned(),
                }
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(match self {
                    $(Self::$variant => stringify!($variant),)+
                    Self::Other(_) => "Other([redacted])",
                })
            }
        }

        impl schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({
                    "description": "One of the known words, or any other text.",
                    "anyOf": [
                        { "type": "string", "enum": [$($text),+] },
                        { "type": "string" },
                    ],
                })
            }
        }
    };
}

pub(crate) use coded;
