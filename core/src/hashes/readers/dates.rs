use chrono::{DateTime, Datelike as _, NaiveDate, NaiveTime, TimeDelta};

/// The day of a date as VICS lists write it, the day that stands there, not that of another zone.
///
/// ISO 8601 (`2023-04-05`, with a time, with a zone), `/Date(1680652800000)/` as .NET writes it, with or without an
/// offset, and `4/5/2023` with or without a time, month first: the lists that have it come from the United States.
pub(super) fn day(text: &str) -> Option<NaiveDate> {
    let text = text.trim();
    iso(text).or_else(|| dot_net(text)).or_else(|| us(text))
}

/// Whether a date as [`day`] reads it could have its day and its month the other way round: `4/5/2023`, of a list that
/// does not come from the United States.
pub(super) fn is_ambiguous(text: &str) -> bool {
    let Some(read) = us(text.trim()) else {
        return false;
    };
    read.day() <= 12 && read.day() != read.month()
}

fn iso(text: &str) -> Option<NaiveDate> {
    let (date, time) = text.split_at_checked(10)?;
    let shaped = date.bytes().enumerate().all(|(at, byte)| match at {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    });
    let day: NaiveDate = Some(date).filter(|_| shaped)?.parse().ok()?;
    let Some(time) = time.strip_prefix(['T', 't', ' ']) else {
        return Some(day).filter(|_| time.is_empty());
    };
    let time = time.strip_suffix(['Z', 'z']).unwrap_or(time);
    let time = match time
        .rfind(['+', '-'])
        .and_then(|at| time.split_at_checked(at))
    {
        Some((time, zone)) => {
            offset(zone)?;
            time
        }
        None => time,
    };
    clock(time.trim()).map(|()| day)
}

/// Whether a text is a time of day: hours and minutes, and seconds with or without a fraction.
fn clock(text: &str) -> Option<()> {
    ["%H:%M:%S%.f", "%H:%M"]
        .iter()
        .any(|form| NaiveTime::parse_from_str(text, form).is_ok())
        .then_some(())
}

/// `/Date(milliseconds since 1970, UTC)/`; an offset behind them says which clock was read.
fn dot_net(text: &str) -> Option<NaiveDate> {
    let inner = text.strip_prefix("/Date(")?.strip_suffix(")/")?;
    // the first sign may be that of the number
    let sign = inner
        .char_indices()
        .skip(1)
        .find(|(_, c)| matches!(c, '+' | '-'))
        .map(|(at, _)| at);
    let (milliseconds, minutes) = match sign.and_then(|at| inner.split_at_checked(at)) {
        Some((number, zone)) => (number, offset(zone)?),
        None => (inner, 0),
    };
    let moment = DateTime::from_timestamp_millis(milliseconds.parse().ok()?)?;
    moment
        .naive_utc()
        .checked_add_signed(TimeDelta::minutes(minutes))
        .map(|moment| moment.date())
}

/// `+hhmm` or `+hh:mm` as minutes.
fn offset(text: &str) -> Option<i64> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, text.strip_prefix('+')?),
    };
    let digits = digits.replacen(':', "", 1);
    if !(digits.len() == 4 || digits.len() == 2) || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let (hours, minutes) = digits.split_at_checked(2)?;
    let minutes = if minutes.is_empty() { "0" } else { minutes };
    Some(sign * (hours.parse::<i64>().ok()? * 60 + minutes.parse::<i64>().ok()?))
}

fn us(text: &str) -> Option<NaiveDate> {
    let (date, time) = text
        .split_once([' ', ','])
        .map_or((text, ""), |(date, time)| (date, time.trim()));
    let mut parts = date.split('/');
    let mut number = |digits: std::ops::RangeInclusive<usize>| {
        parts
            .next()
            .filter(|part| {
                digits.contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit())
            })?
            .parse::<u32>()
            .ok()
    };
    let (month, day, year) = (number(1..=2)?, number(1..=2)?, number(4..=4)?);
    if parts.next().is_some() {
        return None;
    }
    if !time.is_empty() {
        let half = ["%I:%M:%S %p", "%I:%M %p", "%I:%M:%S%p", "%I:%M%p"];
        let whole = clock(time).is_some()
            || half
                .iter()
                .any(|form| NaiveTime::parse_from_str(time, form).is_ok());
        if !whole {
            return None;
        }
    }
    NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_months_that_could_change_places_are_told() {
        for (text, expected) in [
            ("05/06/2014", true),
            (" 5/6/2014 13:07", true),
            ("05/05/2014", false),
            ("05/13/2014", false),
            ("2014-05-06", false),
            ("/Date(1680652800000)/", false),
            ("", false),
        ] {
            assert_eq!(is_ambiguous(text), expected, "{text}");
        }
    }

    #[test]
    fn three_styles_are_read_and_nothing_is_guessed() {
        for (text, expected) in [
            ("2023-04-05", Some("2023-04-05")),
            (" 2023-04-05T23:59:59Z", Some("2023-04-05")),
            ("2023-04-05T23:59:59.1234567-05:00", Some("2023-04-05")),
            ("2023-04-05 07:30", Some("2023-04-05")),
            ("2023-04-05T07:30:00+0200", Some("2023-04-05")),
            ("/Date(1680652800000)/", Some("2023-04-05")),
            ("/Date(1680652800000-0500)/", Some("2023-04-04")),
            ("/Date(1680652800000+0200)/", Some("2023-04-05")),
            ("/Date(-86400000)/", Some("1969-12-31")),
            ("4/5/2023", Some("2023-04-05")),
            ("04/05/2023 1:07:09 PM", Some("2023-04-05")),
            ("4/5/2023 13:07", Some("2023-04-05")),
            ("13/4/2023", None),
            ("5.4.2023", None),
            ("4/5/23", None),
            ("2023-02-30", None),
            ("2023-04-05T25:00:00", None),
            ("2023-04-05x", None),
            ("/Date(99999999999999999999)/", None),
            ("/Date()/", None),
            ("/Date(1680652800000-0x00)/", None),
            ("yesterday", None),
            ("é", None),
            ("", None),
        ] {
            let found = day(text).map(|day| day.to_string());
            assert_eq!(found.as_deref(), expected, "{text}");
        }
    }
}
