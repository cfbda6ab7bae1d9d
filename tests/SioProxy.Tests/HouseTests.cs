using System.Reflection;

namespace SioProxy.Tests;

/// <summary>Who may reference whom (docs: the table of projects); the compiler only sees direct references.</summary>
public sealed class HouseTests
{
    [Theory]
    [InlineData("SioProxy.Protocol", new string[0])]
    [InlineData("SioProxy.Sessions", new[] { "SioProxy.Protocol" })]
    [InlineData("SioProxy.Filtering", new[] { "SioProxy.Sessions", "SioProxy.Protocol" })]
    [InlineData("SioProxy.Endpoints", new[] { "SioProxy.Protocol" })]
    public void References_OfTheLowerRooms_StayWithinTheirTable(string assembly, string[] allowed)
    {
        IEnumerable<string?> referenced = Assembly
            .Load(assembly)
            .GetReferencedAssemblies()
            .Select(name => name.Name)
            .Where(name => name!.StartsWith("SioProxy.", StringComparison.Ordinal));
        Assert.Empty(referenced.Except(allowed, StringComparer.Ordinal));
    }
}
