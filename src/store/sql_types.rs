//! How the rules' own types are stored: ids, moments and days as BIGINT, words as TEXT, on both databases.

use crate::rules::conditions::Deed;
use crate::rules::ids::*;
use crate::rules::jobs::JobState;
use crate::rules::points::PointRule;
use crate::rules::reviews::{Queue, SubjectKind};
use crate::rules::rulebook::RulebookState;
use crate::rules::sight::Audience;
use crate::rules::time::{Day, Timestamp};
use crate::rules::vocabulary::*;
use crate::store::noted::{self, Noted};
use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql, Queryable};
use diesel::expression::AsExpression;
use diesel::internal::derives::as_expression::Bound;
use diesel::serialize::{self, Output, ToSql};
use diesel::sql_types::{BigInt, Nullable, Text};

macro_rules! expressions {
    ($name:ident, $sql:ident) => {
        impl AsExpression<$sql> for $name {
            type Expression = Bound<$sql, Self>;
            fn as_expression(self) -> Self::Expression {
                Bound::new(self)
            }
        }
        impl AsExpression<Nullable<$sql>> for $name {
            type Expression = Bound<Nullable<$sql>, Self>;
            fn as_expression(self) -> Self::Expression {
                Bound::new(self)
            }
        }
        impl<'a> AsExpression<$sql> for &'a $name {
            type Expression = Bound<$sql, Self>;
            fn as_expression(self) -> Self::Expression {
                Bound::new(self)
            }
        }
        impl<'a> AsExpression<Nullable<$sql>> for &'a $name {
            type Expression = Bound<Nullable<$sql>, Self>;
            fn as_expression(self) -> Self::Expression {
                Bound::new(self)
            }
        }
        impl<DB: Backend> ToSql<Nullable<$sql>, DB> for $name
        where
            $name: ToSql<$sql, DB>,
        {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
                ToSql::<$sql, DB>::to_sql(self, out)
            }
        }
        impl<DB: Backend> Queryable<$sql, DB> for $name
        where
            $name: FromSql<$sql, DB>,
        {
            type Row = Self;
            fn build(row: Self) -> deserialize::Result<Self> {
                Ok(row)
            }
        }
    };
}

macro_rules! numbers {
    ($($name:ident $(noted as $noted:ident)?),+ $(,)?) => {$(
        expressions!($name, BigInt);
        impl<DB: Backend> ToSql<BigInt, DB> for $name where i64: ToSql<BigInt, DB> {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
                self.0.to_sql(out)
            }
        }
        impl<DB: Backend> FromSql<BigInt, DB> for $name where i64: FromSql<BigInt, DB> {
            fn from_sql(bytes: DB::RawValue<'_>) -> deserialize::Result<Self> {
                let value = i64::from_sql(bytes).map($name)?;
                $(noted::note(Noted::$noted(value));)?
                Ok(value)
            }
        }
    )+};
}

macro_rules! stored_words {
    ($($name:ident),+ $(,)?) => {$(
        expressions!($name, Text);
        impl<DB: Backend> ToSql<Text, DB> for $name where str: ToSql<Text, DB> {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
                self.word().to_sql(out)
            }
        }
        impl<DB: Backend> FromSql<Text, DB> for $name where String: FromSql<Text, DB> {
            fn from_sql(bytes: DB::RawValue<'_>) -> deserialize::Result<Self> {
                Ok(String::from_sql(bytes)?.parse()?)
            }
        }
    )+};
}

numbers!(
    MemberId noted as Member,
    CategoryId,
    TagId,
    TopicId noted as Topic,
    PostId,
    CommentId,
    VoteId,
    EventId,
    LedgerLineId,
    AwardId,
    NotificationId,
    MailId,
    SessionId,
    FlagId,
    ReviewId,
    SanctionId,
    JobId,
    GroupId,
    FeedKeyId,
    Timestamp,
    Day,
);

stored_words!(
    Role,
    TopicKind,
    PostKind,
    Language,
    Theme,
    FlagReason,
    FlagState,
    Decision,
    Deed,
    SanctionKind,
    BadgeLevel,
    LineNote,
    NotificationKind,
    MailState,
    JobState,
    Queue,
    SubjectKind,
    RulebookState,
    TokenPurpose,
    PointRule,
);

impl<DB: Backend> Queryable<Text, DB> for Audience
where
    String: FromSql<Text, DB>,
{
    type Row = String;
    fn build(row: String) -> deserialize::Result<Self> {
        Ok(row.parse()?)
    }
}
