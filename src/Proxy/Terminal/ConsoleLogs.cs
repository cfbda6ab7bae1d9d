using System.Globalization;
using System.Text.Json;

namespace SioProxy.Proxy.Terminal;

/// <summary>Logs to standard error: a plain line, or a JSON object, each.</summary>
internal sealed class ConsoleLogs(StatusConsole console, LogLevel minimum, bool isJson) : ILoggerProvider
{
    private readonly LogLevel _minimum = minimum;

    public ILogger CreateLogger(string categoryName) => new Logger(this);

    public void Dispose() { }

    private void Write(LogLevel level, EventId id, string message, Exception? exception)
    {
        if (isJson)
        {
            console.WriteLine(
                JsonSerializer.Serialize(
                    new Dictionary<string, object?>(StringComparer.Ordinal)
                    {
                        ["at"] = DateTime.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
                        ["level"] = level.ToString().ToLowerInvariant(),
                        ["event"] = id.Id,
                        ["message"] = message,
                        ["exception"] = exception?.ToString(),
                    }
                )
            );
            return;
        }
        string prefix = level switch
        {
            >= LogLevel.Error => "error: ",
            LogLevel.Warning => "warning: ",
            _ => "",
        };
        console.WriteLine(
            $"sioproxy: {prefix}{message}{(exception is null ? "" : $" ({exception.GetType().Name}: {exception.Message})")}"
        );
        if (exception is not null && _minimum <= LogLevel.Debug)
        {
            foreach (string line in exception.ToString().Split('\n'))
            {
                console.WriteLine(line.TrimEnd('\r'));
            }
        }
    }

    private sealed class Logger(ConsoleLogs logs) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= logs._minimum && logLevel != LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            if (IsEnabled(logLevel))
            {
                logs.Write(logLevel, eventId, formatter(state, exception), exception);
            }
        }
    }
}
