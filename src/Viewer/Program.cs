using SioProxy.Viewer.Commands;

using var console = new ConsoleSession();
return CommandHost.Run(args, console.Io);
