using SioProxy.Proxy.CommandLine;

InlineCompletions.Apply();
return await SioProxyCommand.RunAsync(args);
