using System.Text;
using SioProxy.Sessions;

namespace SioProxy.Tests.Sessions;

public sealed class RecoveryOffsetTests
{
    private const long At = 1_782_000_000_000_000; // June 2026: the yeast ids below are times of that month

    [Theory]
    [InlineData("""["foo",1,"Pxw8700"]""", "Pxw8700")]
    [InlineData("""["foo",1,"Pxw8700.0"]""", "Pxw8700.0")]
    [InlineData("""["foo",1,"Pxw8700.A"]""", "Pxw8700.A")] // the eleventh of its millisecond: the suffix is base 64 too
    [InlineData("""["foo",1,"Pxw8700.1_"]""", "Pxw8700.1_")]
    [InlineData("""["foo","1782000000000-0"]""", "1782000000000-0")] // Redis streams
    [InlineData("""["foo","507f1f77bcf86cd799439011"]""", "507f1f77bcf86cd799439011")] // MongoDB
    public void Find_AnOffsetAtTheEnd_IsIt(string payload, string expected) =>
        Assert.Equal(expected, RecoveryOffset.Find(Encoding.UTF8.GetBytes(payload), At));

    [Theory]
    [InlineData("""["Pxw8700"]""")] // the event's name
    [InlineData("""["foo","correct"]""")]
    [InlineData("""["foo","Pxw8700."]""")]
    [InlineData("""["foo","Pxw8700.!"]""")]
    [InlineData("""["foo",{"a":"Pxw8700"}]""")]
    [InlineData("""["foo"]""")]
    [InlineData("[]")]
    [InlineData("")]
    public void Find_AnythingElse_IsNull(string payload) =>
        Assert.Null(RecoveryOffset.Find(Encoding.UTF8.GetBytes(payload), At));
}
