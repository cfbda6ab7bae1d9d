using System.Globalization;
using System.Text.Json;

namespace SioProxy.Proxy.Terminal;

/// <summary>Logs to standard error: a plain line, or a JSON object, each.</summary>
internal sealed class ConsoleLogs(StatusConsole console, LogLevel minimum, bool isJson) : ILoggerProvider
{
    private readonly LogLevel _minimum = minimum;

    public ILogger CreateLogger(string categoryName) => new Logger(this);

    public void Dispose() { }

    /// <summary>One JSON object: when, how grave, which event, the sentence, and the values in it under their names.</summary>
    internal static string ToJson(LogLevel level, EventId id, string message, Exception? exception, object? state)
    {
        var line = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["at"] = DateTime.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
            ["level"] = level.ToString().ToLowerInvariant(),
            ["event"] = id.Id,
            ["message"] = message,
            ["exception"] = exception?.ToString(),
        };
        foreach ((string name, object? value) in state as IEnumerable<KeyValuePair<string, object?>> ?? [])
        {
            if (!name.StartsWith('{')) // {OriginalFormat}: the sentence without its values
            {
                line.TryAdd(
                    JsonNamingPolicy.CamelCase.ConvertName(name),
                    value is null or string or int or long or double or bool ? value : value.ToString()
                );
            }
        }
        return JsonSerializer.Serialize(line);
    }

    private void Write(LogLevel level, EventId id, string message, Exception? exception, object? state)
    {
        if (isJson)
        {
            console.WriteLine(ToJson(level, id, message, exception, state));
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
                logs.Write(logLevel, eventId, formatter(state, exception), exception, state);
            }
        }
    }
}
