//! Communities from elsewhere.
