namespace SioProxy.EndToEnd.Playing;

/// <summary>One scenario, by one client version, over one transport, against one server.</summary>
/// <param name="Server">The <see cref="ServerSetup.Id"/>.</param>
/// <param name="Scenario">A function of `node/*scenarios.js`; behind a plus sign, a variation of the client's options.</param>
/// <param name="Client">The client's major version.</param>
/// <param name="Transport"><c>polling</c>, <c>websocket</c>, or <c>upgrade</c>; or <c>raw</c> for what is sent by hand.</param>
internal sealed record Case(string Server, string Scenario, int Client, string Transport);
