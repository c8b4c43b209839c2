//! Currencies of ISO 4217 and units of a plan's own.

use std::fmt::Write as _;

/// A currency or a plan's own unit, by its place in a [`UnitTable`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnitId(pub u16);

/// The closed list of currencies, and after it the units that plans declare.
#[derive(Clone, Debug)]
pub struct UnitTable {
    own: Vec<(String, u8)>,
}

/// Active codes of ISO 4217 with minor units other than 2 written behind the code.
const ISO: &str = "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD3 BIF0 BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF \
CHW CLF4 CLP0 CNY COP COU CRC CUP CVE CZK DJF0 DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF0 GTQ GYD HKD HNL HTG HUF \
IDR ILS INR IQD3 IRR ISK0 JMD JOD3 JPY0 KES KGS KHR KMF0 KPW KRW0 KWD3 KYD KZT LAK LBP LKR LRD LSL LYD3 MAD MDL MGA MKD MMK MNT MOP \
MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD OMR3 PAB PEN PGK PHP PKR PLN PYG0 QAR RON RSD RUB RWF0 SAR SBD SCR SDG SEK \
SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND3 TOP TRY TTD TWD TZS UAH UGX0 USD USN UYI0 UYU UYW4 UZS VED VES VND0 VUV0 \
WST XAF0 XCD XCG XOF0 XPF0 YER ZAR ZMW ZWG";

fn iso() -> impl Iterator<Item = (&'static str, u8)> {
    ISO.split_ascii_whitespace().filter_map(|entry| {
        let (code, digits) = entry.split_at_checked(3)?;
        Some((code, digits.parse().unwrap_or(2)))
    })
}

impl Default for UnitTable {
    fn default() -> Self {
        UnitTable::new()
    }
}

impl UnitTable {
    /// The currencies of ISO 4217.
    pub fn new() -> UnitTable {
        UnitTable { own: Vec::new() }
    }

    /// Whether a text is a code of ISO 4217.
    pub fn is_iso(code: &str) -> bool {
        iso().any(|(known, _)| known == code)
    }

    /// The unit of a code.
    pub fn find(&self, code: &str) -> Option<UnitId> {
        let position = iso().map(|(known, _)| known).chain(self.own.iter().map(|(own, _)| own.as_str())).position(|known| known == code)?;
        u16::try_from(position).ok().map(UnitId)
    }

    /// A unit of a plan's own with so many decimals; the same code gives the same unit.
    pub fn declare(&mut self, code: &str, decimals: u8) -> UnitId {
        if let Some(known) = self.find(code) {
            return known;
        }
        self.own.push((code.to_owned(), decimals));
        UnitId(u16::try_from(iso().count() + self.own.len() - 1).unwrap_or(u16::MAX))
    }

    fn entry(&self, unit: UnitId) -> (&str, u8) {
        let index = usize::from(unit.0);
        iso().nth(index).or_else(|| {
            let own = self.own.get(index.checked_sub(iso().count())?)?;
            Some((own.0.as_str(), own.1)).map(|(code, decimals)| (code, decimals))
        }).unwrap_or(("", 2))
    }

    /// The code.
    pub fn code(&self, unit: UnitId) -> &str {
        self.entry(unit).0
    }

    /// How many decimals amounts have: USD 2, JPY 0, KWD 3.
    pub fn decimals(&self, unit: UnitId) -> u8 {
        self.entry(unit).1
    }

    /// The codes of the plans' own units, for messages.
    pub fn own_codes(&self) -> String {
        self.own.iter().fold(String::new(), |mut text, (code, _)| {
            let _ = write!(text, "{}{code}", if text.is_empty() { "" } else { ", " });
            text
        })
    }
}
