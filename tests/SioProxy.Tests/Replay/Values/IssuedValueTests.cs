using SioProxy.Replay.Values;

namespace SioProxy.Tests.Replay.Values;

public sealed class IssuedValueTests
{
    [Theory]
    [InlineData("6fa459ea-ee8a-3ca4-894e-db77e160355e")] // UUID, RFC 4122 style
    [InlineData("507f1f77bcf86cd799439011")] // ObjectId
    [InlineData("V1StGXR8_Z5jdHi6B-myT")] // nanoid
    [InlineData("lv_VI97HAXpY6yYWAAAC")] // Engine.IO sid
    [InlineData("eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.c2ln")] // JWT
    public void IsRandom_WhatServersMakeUp_IsTrue(string text) => Assert.True(IssuedValue.IsRandom(text));

    [Theory]
    [InlineData("")]
    [InlineData("chat")]
    [InlineData("customer-support")]
    [InlineData("deadbeef")]
    [InlineData("The quick brown fox jumps over the lazy dog")]
    [InlineData("2026-11-22T15:05:00Z")]
    [InlineData("1795000000000000")]
    [InlineData("user@example.com")]
    [InlineData("/uploads/avatar.png")]
    public void IsRandom_WhatPeopleMean_IsFalse(string text) => Assert.False(IssuedValue.IsRandom(text));
}
