//! Messages from JavaScript: objects, lists, texts, whole numbers and switches, as the package's TypeScript makes them.
//!
//! What is refused says what was expected, not what was found: printing any number that might be found would be a hundredth of
//! the engine.

use js_sys::{Array, Number, Object, Reflect, TypeError};
use serde::de::value::{MapAccessDeserializer, StringDeserializer};
use serde::de::{DeserializeOwned, DeserializeSeed, Deserializer, Expected, MapAccess, SeqAccess, Unexpected, Visitor};
use serde::forward_to_deserialize_any;
use std::fmt::{Display, Formatter};
use wasm_bindgen::{JsCast, JsValue};

/// Reads a message.
pub(crate) fn message<T: DeserializeOwned>(from: JsValue) -> Result<T, JsValue> {
    T::deserialize(Value(from)).map_err(|Refused(reason)| TypeError::new(&reason).into())
}

/// Why a message is none.
#[derive(Debug)]
struct Refused(String);

impl Refused {
    fn instead_of(expected: &dyn Expected) -> Refused {
        Refused(format!("expected {expected}"))
    }
}

impl Display for Refused {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for Refused {}

impl serde::de::Error for Refused {
    fn custom<T: Display>(reason: T) -> Refused {
        Refused(reason.to_string())
    }

    fn invalid_type(_: Unexpected<'_>, expected: &dyn Expected) -> Refused {
        Refused::instead_of(expected)
    }

    fn invalid_value(_: Unexpected<'_>, expected: &dyn Expected) -> Refused {
        Refused::instead_of(expected)
    }
}

/// A value in a message.
struct Value(JsValue);

impl Value {
    fn is_nothing(&self) -> bool {
        self.0.is_undefined() || self.0.is_null()
    }

    fn text(&self, expected: &dyn Expected) -> Result<String, Refused> {
        self.0.as_string().ok_or_else(|| Refused::instead_of(expected))
    }

    fn switch(&self, expected: &dyn Expected) -> Result<bool, Refused> {
        self.0.as_bool().ok_or_else(|| Refused::instead_of(expected))
    }

    fn whole(&self, expected: &dyn Expected) -> Result<i64, Refused> {
        let number = self.0.as_f64().filter(|_| Number::is_safe_integer(&self.0));
        number.map(|number| number as i64).ok_or_else(|| Refused::instead_of(expected))
    }

    fn items(self, expected: &dyn Expected) -> Result<Items, Refused> {
        let list = self.0.dyn_into().map_err(|_| Refused::instead_of(expected))?;
        Ok(Items { list, next: 0 })
    }

    /// The fields that are wanted, or all.
    fn fields(self, wanted: Option<&[&str]>, expected: &dyn Expected) -> Result<Fields, Refused> {
        let object: Object = self.0.dyn_into().map_err(|_| Refused::instead_of(expected))?;
        let keys: Vec<String> = match wanted {
            Some(wanted) => wanted.iter().map(|key| (*key).to_owned()).collect(),
            None => Object::keys(&object).iter().filter_map(|key| key.as_string()).collect(),
        };
        Ok(Fields { object, keys: keys.into_iter(), value: JsValue::UNDEFINED })
    }
}

impl<'de> Deserializer<'de> for Value {
    type Error = Refused;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        if self.is_nothing() {
            visitor.visit_unit()
        } else if self.0.is_string() {
            self.deserialize_string(visitor)
        } else if self.0.as_bool().is_some() {
            self.deserialize_bool(visitor)
        } else if Array::is_array(&self.0) {
            self.deserialize_seq(visitor)
        } else if self.0.is_object() {
            self.deserialize_map(visitor)
        } else {
            self.deserialize_i64(visitor)
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        let found = self.switch(&visitor)?;
        visitor.visit_bool(found)
    }

    fn deserialize_i32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        self.deserialize_i64(visitor)
    }

    fn deserialize_u32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        self.deserialize_i64(visitor)
    }

    fn deserialize_i64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        let found = self.whole(&visitor)?;
        visitor.visit_i64(found)
    }

    fn deserialize_char<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        self.deserialize_string(visitor)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        self.deserialize_string(visitor)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        let found = self.text(&visitor)?;
        visitor.visit_string(found)
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        self.deserialize_string(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        if self.is_nothing() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        let found = self.items(&visitor)?;
        visitor.visit_seq(found)
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Refused> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        let found = self.fields(None, &visitor)?;
        visitor.visit_map(found)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Refused> {
        let found = self.fields(Some(fields), &visitor)?;
        visitor.visit_map(found)
    }

    fn deserialize_enum<V: Visitor<'de>>(self, _: &'static str, _: &'static [&'static str], visitor: V) -> Result<V::Value, Refused> {
        if self.0.is_string() {
            return visitor.visit_enum(StringDeserializer::new(self.0.as_string().unwrap_or_default()));
        }
        let fields = self.fields(None, &visitor)?;
        visitor.visit_enum(MapAccessDeserializer::new(fields))
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! { i8 i16 i128 u8 u16 u64 u128 f32 f64 bytes byte_buf unit unit_struct newtype_struct tuple_struct }
}

/// What is left of a list.
struct Items {
    list: Array,
    next: u32,
}

impl<'de> SeqAccess<'de> for Items {
    type Error = Refused;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Refused> {
        if self.next == self.list.length() {
            return Ok(None);
        }
        self.next += 1;
        seed.deserialize(Value(self.list.get(self.next - 1))).map(Some)
    }

    fn size_hint(&self) -> Option<usize> {
        usize::try_from(self.list.length() - self.next).ok()
    }
}

/// What is left of an object; a field that is `undefined` is not there.
struct Fields {
    object: Object,
    keys: std::vec::IntoIter<String>,
    /// Of the last key.
    value: JsValue,
}

impl Fields {
    fn next_key(&mut self) -> Option<String> {
        self.keys.find(|key| {
            self.value = Reflect::get(&self.object, &JsValue::from_str(key)).unwrap_or_default();
            !self.value.is_undefined()
        })
    }
}

impl<'de> MapAccess<'de> for Fields {
    type Error = Refused;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Refused> {
        self.next_key().map(|key| seed.deserialize(StringDeserializer::new(key))).transpose()
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Refused> {
        seed.deserialize(Value(std::mem::take(&mut self.value)))
    }
}
