//! `prices show|refresh`: the prices in force, and AWS's own files read into the cache.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use serde_json::json;

use super::arguments::{Common, Output, PricesAction, Refresh};
use super::around::Around;
use super::exit::{Exit, Failure};
use super::watched::plain;
use super::{reach, watched, write_json};
use crate::domain::price::{Item, OFFERS, Prices, Quote};
use crate::edge::paths::Paths;
use crate::edge::prices::reader::Found;
use crate::edge::prices::{self, fetch, reader};

/// Runs one of them.
pub(super) async fn run(action: &PricesAction, common: &Common, around: &mut Around<'_>) -> Result<Exit, Failure> {
    match action {
        PricesAction::Show => show(common, around),
        PricesAction::Refresh(refresh) => Box::pin(renew(refresh, common, around)).await,
    }
}

/// The Region that is meant: flag, variable, the chosen pipeline's.
pub(super) fn region(common: &Common, around: &Around<'_>) -> Result<Option<String>, Failure> {
    let said = watched::without_files(common, around)?;
    let of_flag = said.pipelines.first().and_then(|pipeline| pipeline.region.clone());
    let config = watched::configuration(common, around)?;
    let of_pipeline = || config.pipelines.iter().find_map(|pipeline| pipeline.region.clone());
    Ok(of_flag.or_else(of_pipeline))
}

fn show(common: &Common, around: &mut Around<'_>) -> Result<Exit, Failure> {
    let config = watched::configuration(common, around)?;
    let regions = region(common, around)?.map_or_else(|| config.prices.regions(), |region| vec![region]);
    let priced =
        |region: &str| Item::ALL.iter().filter_map(|item| Some((*item, config.prices.of(region, *item).ok()?))).collect::<Vec<_>>();
    if common.output == Output::Json {
        let row = |(item, price): (Item, crate::domain::price::Price)| json!({ "item": item, "amount": price.amount.normalize(), "unit": price.unit, "as_of": price.as_of, "source": price.source });
        let tables: serde_json::Map<String, serde_json::Value> =
            regions.iter().map(|region| (region.clone(), priced(region).into_iter().map(row).collect())).collect();
        write_json(around, &json!({ "currency": "USD", "regions": tables }))?;
        return Ok(Exit::Done);
    }
    for region in &regions {
        let known = priced(region);
        if known.is_empty() {
            return Err(unknown(&config.prices, region));
        }
        writeln!(around.out, "{region}")?;
        for (item, price) in known {
            let day = price.as_of.map_or_else(|| "-".to_owned(), |day| day.to_string());
            writeln!(
                around.out,
                "  {:<32}{:>14}  {:<26}{day:<12}{}",
                item.key(),
                format!("${}", price.amount.normalize()),
                price.unit,
                price.source
            )?;
        }
    }
    Ok(Exit::Done)
}

/// A Region without any price: how to get them.
fn unknown(prices: &Prices, region: &str) -> Failure {
    Failure::error(prices.of(region, Item::ShardHour).err().map_or_else(|| format!("no prices for {region}"), |error| error.to_string()))
}

async fn renew(refresh: &Refresh, common: &Common, around: &mut Around<'_>) -> Result<Exit, Failure> {
    let region = region(common, around)?
        .ok_or_else(|| Failure::usage("which Region? prices differ by Region: give --region, such as --region us-east-1"))?;
    let paths = Paths::of(&around.environment).ok_or_else(|| Failure::error("there is no home directory to keep prices in"))?;
    let cache = prices::path(&paths);
    let mut kept = 0;
    for file in &refresh.from_file {
        let found = of_file(file, &region, around)?;
        kept += keep(&cache, &region, &found, &file.display().to_string(), around).await?;
    }
    if refresh.from_file.is_empty() {
        for offer in OFFERS {
            let url = format!("{}/offers/v1.0/aws/{offer}/current/{region}/index.json", refresh.mirror.trim_end_matches('/'));
            writeln!(around.err, "tidegate: reading {url}")?;
            let progress = |bytes: u64| drop(writeln!(around.err, "tidegate: {} MB read", bytes / 1_000_000));
            let found = fetch::fetch(&url, &region, progress).await.map_err(|why| not_fetched(&url, &region, &why))?;
            kept += keep(&cache, &region, &found, &url, around).await?;
        }
    }
    writeln!(around.out, "{kept} prices of {region} are kept in {}", cache.display())?;
    Ok(Exit::Done)
}

/// The network did not give a file: how to fetch it by hand. What was read before it is kept.
fn not_fetched(url: &str, region: &str, why: &str) -> Failure {
    let name = url.split('/').nth(6).unwrap_or("prices");
    Failure::error(format!(
        "failed to read {url}: {why}; the prices known before stay. By hand: curl -o {name}.json {url} && tidegate prices refresh --region {region} --from-file {name}.json"
    ))
}

fn of_file(file: &Path, region: &str, around: &mut Around<'_>) -> Result<Found, Failure> {
    let refused = |why: String| Failure::error(format!("{} is not used: {why}; the prices known before stay", file.display()));
    let source: Box<dyn Read> = if file == Path::new("-") {
        Box::new(io::stdin())
    } else {
        let path: PathBuf = around.here.join(file);
        Box::new(File::open(path).map_err(|error| Failure::usage(format!("failed to read {}: {}", file.display(), plain(&error))))?)
    };
    let mut progress = |bytes: u64| drop(writeln!(around.err, "tidegate: {}: {} MB read", file.display(), bytes / 1_000_000));
    reader::read(source, region, &mut progress).map_err(|error| refused(error.to_string()))
}

/// Keeps what was found, and says how much of it there is.
async fn keep(cache: &Path, region: &str, found: &Found, from: &str, around: &mut Around<'_>) -> Result<usize, Failure> {
    let today = reach::clock(around).await?.now().to_zoned(jiff::tz::TimeZone::UTC).date();
    let day = found.published.unwrap_or(today);
    let quote = |amount: &rust_decimal::Decimal| Quote {
        amount: *amount,
        as_of: Some(day),
        source: format!("AWS's {} price file of {day}", found.offer),
    };
    prices::store(cache, region, found.prices.iter().map(|(item, amount)| (*item, quote(amount))))
        .map_err(|why| Failure::error(format!("failed to keep prices in {}: {why}", cache.display())))?;
    let missing: Vec<&str> =
        Item::ALL.iter().filter(|item| item.offer() == found.offer && !found.prices.contains_key(item)).map(|item| item.key()).collect();
    if !missing.is_empty() {
        writeln!(around.err, "tidegate: {from} has no {}: these stay as they were", missing.join(", "))?;
    }
    Ok(found.prices.len())
}
