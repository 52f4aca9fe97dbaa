//! Changes `[[pagouno.split]]` for a screen. A merchant that stays keeps its
//! lines and comments, whichever way the file writes it.

use super::Split;
use toml_edit::{Array, ArrayOfTables, DocumentMut, InlineTable, Item, Table, TableLike, Value};

const GROUP: &str = "merchant_code_group";
const SHARE: &str = "share_bp";

/// Replaces the merchants of the file by `rows`; `None` if the file has them
/// outside of a table.
pub(super) fn put(document: &mut DocumentMut, rows: &[Split]) -> Option<()> {
    let pagouno = document.entry("pagouno").or_insert_with(|| {
        let mut made = Table::new();
        // A table without keys of its own needs no heading.
        made.set_implicit(true);
        Item::Table(made)
    });
    let table = pagouno.as_table_like_mut()?;
    if rows.is_empty() {
        table.remove("split");
        return Some(());
    }
    let inline = matches!(table.get("split"), Some(Item::Value(_)));
    // A table within one line only has room for a list within one line.
    let inline = inline || pagouno.as_inline_table().is_some();
    let table = pagouno.as_table_like_mut()?;
    let split = if inline {
        let before = table.get("split").and_then(Item::as_array);
        Item::Value(Value::Array(in_line(before, rows)))
    } else {
        let before = table.get("split").and_then(Item::as_array_of_tables);
        Item::ArrayOfTables(by_table(before, rows))
    };
    table.insert("split", split);
    Some(())
}

fn by_table(before: Option<&ArrayOfTables>, rows: &[Split]) -> ArrayOfTables {
    let known = |row: &Split| {
        let mut tables = before.into_iter().flat_map(ArrayOfTables::iter);
        tables.find(|it| is_of(*it, row)).cloned()
    };
    let mut made = ArrayOfTables::new();
    for row in rows {
        let mut table = known(row).unwrap_or_default();
        write(&mut table, row);
        // Otherwise the library would keep each table in its old place.
        table.set_position(None);
        made.push(table);
    }
    made
}

fn in_line(before: Option<&Array>, rows: &[Split]) -> Array {
    let known = |row: &Split| {
        let mut tables = before.into_iter().flat_map(Array::iter);
        tables.find_map(|it| it.as_inline_table().filter(|it| is_of(*it, row)).cloned())
    };
    let mut made = Array::new();
    for row in rows {
        let mut table = known(row).unwrap_or_else(InlineTable::new);
        write(&mut table, row);
        made.push(table);
    }
    made
}

fn is_of(table: &dyn TableLike, row: &Split) -> bool {
    table.get(GROUP).and_then(Item::as_str) == Some(row.merchant_code_group.as_str())
}

/// Writes the values that differ; the others keep their form.
fn write(table: &mut dyn TableLike, row: &Split) {
    if !is_of(table, row) {
        table.insert(GROUP, toml_edit::value(row.merchant_code_group.as_str()));
    }
    let share = i64::from(row.share_bp);
    match table.get_mut(SHARE).and_then(Item::as_value_mut) {
        Some(value) if value.as_integer() == Some(share) => {}
        Some(value) => {
            let decor = value.decor().clone();
            *value = share.into();
            *value.decor_mut() = decor;
        }
        None => {
            table.insert(SHARE, toml_edit::value(share));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::edit::{Changes, Value};
    use super::super::{Key, Settings, Split};

    fn row(group: &str, share_bp: u32) -> Split {
        Split {
            merchant_code_group: group.to_owned(),
            share_bp,
        }
    }

    fn edited(text: &str, rows: &[Split]) -> String {
        let mut changes = Changes::default();
        changes.set(Key::PagounoSplit, Value::Splits(rows.to_vec()));
        let edited = changes.apply(text).unwrap();
        assert_eq!(edited.settings.pagouno.split, rows);
        assert_eq!(Settings::read(&edited.text).unwrap(), edited.settings);
        edited.text
    }

    #[test]
    fn a_merchant_that_stays_keeps_its_lines() {
        let text = "[pagouno]\nseller_name = \"UNO\" # nosotros\n\n\
                    # el local\n[[pagouno.split]]\nmerchant_code_group = \"MG-1\"\nshare_bp = 6000 # el resto\n\n\
                    # la franquicia\n[[pagouno.split]]\nmerchant_code_group = \"MG-2\"\nshare_bp = 4000\n\n\
                    [privacy]\ndays = 30\n";
        assert_eq!(
            edited(text, &[row("MG-1", 7_000), row("MG-3", 3_000)]),
            "[pagouno]\nseller_name = \"UNO\" # nosotros\n\n\
             # el local\n[[pagouno.split]]\nmerchant_code_group = \"MG-1\"\nshare_bp = 7000 # el resto\n\n\
             [[pagouno.split]]\nmerchant_code_group = \"MG-3\"\nshare_bp = 3000\n\n\
             [privacy]\ndays = 30\n"
        );
        assert_eq!(
            edited(text, &[]),
            "[pagouno]\nseller_name = \"UNO\" # nosotros\n\n[privacy]\ndays = 30\n"
        );
    }

    #[test]
    fn a_change_works_for_each_way_of_writing_a_split() {
        let rows = [row("MG-2", 1), row("MG-1", 9_999)];
        for text in [
            "",
            "[till]\nnumber = 2\n",
            "[pagouno]\n",
            "pagouno.seller_name = \"UNO\"\n",
            "pagouno = { seller_name = \"UNO\" }\n",
            "[pagouno]\nsplit = [{ merchant_code_group = \"MG-1\", share_bp = 5 }]\n",
            "[[pagouno.split]]\nmerchant_code_group = \"MG-1\"\nshare_bp = 5\n",
            "[[pagouno.split]]\nshare_bp = 5\nmerchant_code_group = \"MG-1\"\n[[pagouno.split]]\nshare_bp = 6\nmerchant_code_group = \"MG-2\"\n",
        ] {
            let once = edited(text, &rows);
            assert_eq!(edited(&once, &rows), once, "{text}");
            edited(&once, &[]);
        }
    }

    #[test]
    fn impossible_shares_are_refused() {
        for rows in [
            vec![row("MG-1", 6_000), row("MG-2", 4_001)],
            vec![row("MG-1", 6_000), row("MG-1", 4_000)],
            vec![row("MG-1", 6_000), row(" ", 4_000)],
            vec![row("MG-1", 10_000), row("MG-2", 0)],
        ] {
            let mut changes = Changes::default();
            changes.set(Key::PagounoSplit, Value::Splits(rows));
            let told = changes.apply("").unwrap_err().to_string();
            assert!(told.contains("pagouno.split"), "{told}");
        }
    }
}
