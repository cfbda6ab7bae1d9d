using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SioProxy.Filtering;
using SioProxy.Proxy.Forwarding;
using SioProxy.Proxy.Hosting;
using SioProxy.Recording;
using SioProxy.Sessions;

namespace SioProxy.Proxy.CommandLine;

/// <summary>The options of <c>record</c>, checked.</summary>
internal sealed record RecordSettings
{
    public required ProxyServerOptions Server { get; init; }

    public required RecorderOptions Recorder { get; init; }

    /// <summary>Where metrics and health are served; null: nowhere.</summary>
    public Uri? Metrics { get; init; }

    public static RecordSettings From(RecordArguments arguments, TimeProvider time) =>
        new()
        {
            Server = Listeners(arguments) with { Forwarding = Forwarding(arguments), Time = time },
            Recorder = Recording(arguments, time),
            Metrics = arguments.Metrics is { } url ? MetricsUrl(url) : null,
        };

    private static Uri MetricsUrl(string text)
    {
        Uri url = Urls.Parse("--metrics", text);
        return string.Equals(url.Scheme, Uri.UriSchemeHttp, StringComparison.Ordinal)
            ? url
            : throw new UsageException($"--metrics {text}: metrics are served over http only, on a loopback address.");
    }

    private static ForwardingOptions Forwarding(RecordArguments arguments) =>
        new()
        {
            Upstreams = [.. arguments.Upstream.Select(url => Urls.Parse("--upstream", url))],
            UsesTargetHost = OneOf("--upstream-host", arguments.UpstreamHost, "keep", "target") == 1,
            AppendsForwarded = OneOf("--forwarded", arguments.Forwarded, "off", "append") == 1,
            TrustsForwarded = arguments.TrustForwarded,
            IsInsecure = arguments.InsecureUpstream,
            Paths = [.. arguments.Path.Select(PathOf)],
        };

    private static ProxyServerOptions Listeners(RecordArguments arguments)
    {
        Uri[] listen =
        [
            .. arguments.Listen.DefaultIfEmpty("http://127.0.0.1:4000").Select(url => Urls.Parse("--listen", url)),
        ];
        bool isSecure = Array.Exists(listen, url => string.Equals(url.Scheme, "https", StringComparison.Ordinal));
        if (isSecure && arguments.Cert is null)
        {
            throw new UsageException(
                "--listen https://… needs a certificate: give --cert FILE (PEM) and, if it is apart, --cert-key FILE."
            );
        }
        if (!isSecure && (arguments.Cert ?? arguments.CertKey) is not null)
        {
            throw new UsageException("--cert and --cert-key belong to a --listen https://…, and there is none.");
        }
        return new ProxyServerOptions
        {
            Forwarding = null!, // set by the caller
            Listen = listen,
            Certificates = isSecure ? Certificates(arguments.Cert!, arguments.CertKey) : [],
        };
    }

    private static RecorderOptions Recording(RecordArguments arguments, TimeProvider time)
    {
        ForwardingOptions forwarding = Forwarding(arguments);
        (long? rotateBytes, TimeSpan? rotateAfter) = Rotation(arguments.Rotate);
        if (arguments.Keep is not null && arguments.Rotate is null)
        {
            throw new UsageException("--keep says how many files of a rotation to keep: it needs --rotate.");
        }
        return new RecorderOptions
        {
            Output = Output(arguments.Output, time),
            QueueBytes = Quantities.Size("--queue", arguments.Queue),
            OnOverload = (OverloadPolicy)OneOf("--on-overload", arguments.OnOverload, "spill", "drop", "block"),
            SpillLimit = arguments.SpillLimit is null
                ? long.MaxValue / 2
                : Quantities.Size("--spill-limit", arguments.SpillLimit),
            Only = Only(arguments.Only),
            MaxSize = arguments.MaxSize is null ? null : Quantities.Size("--max-size", arguments.MaxSize),
            RotateBytes = rotateBytes,
            RotateAfter = rotateAfter,
            Keep = arguments.Keep is null ? null : Count("--keep", arguments.Keep),
            Tracker = new TrackerOptions
            {
                MaxPacket = (int)Math.Min(int.MaxValue / 2, Quantities.Size("--max-payload", arguments.MaxPayload)),
                Paths = forwarding.Paths,
                Redactor = Redaction(arguments),
            },
            Time = time,
        };
    }

    private static string Output(string? output, TimeProvider time)
    {
        if (output is null)
        {
            string name = time.GetUtcNow().ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
            return System.IO.Path.Combine("recordings", name + ".db");
        }
        if (output.Length == 0)
        {
            throw new UsageException("--output is empty: name a file, or leave it out to record into recordings/.");
        }
        if (Directory.Exists(output))
        {
            throw new UsageException($"--output {output} is a directory: name a file in it.");
        }
        string directory = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(output))!;
        return Directory.Exists(directory)
            ? output
            : throw new UsageException($"--output {output}: the directory {directory} does not exist.");
    }

    private static Filter? Only(string? text)
    {
        if (text is null)
        {
            return null;
        }
        if (!Filter.TryParse(text, out Filter? filter, out FilterError? error))
        {
            throw new UsageException($"--only is no filter.\n{error.Render(text)}");
        }
        return filter.NeedsLaterPackets
            ? throw new UsageException(
                $"--only {text}: that depends on packets that come later, which recording cannot wait for."
            )
            : filter;
    }

    private static Redactor? Redaction(RecordArguments arguments)
    {
        if (arguments.NoRedact)
        {
            return arguments.Redact.Count > 0 || arguments.RedactFile is not null
                ? throw new UsageException("--no-redact cannot be combined with --redact or --redact-file.")
                : null;
        }
        RedactionRules rules = RedactionRules.Default;
        if (arguments.RedactFile is { } file)
        {
            rules = rules.TryWithLines(ReadLines("--redact-file", file), out RedactionRules? read, out string? error)
                ? read
                : throw new UsageException($"--redact-file {file}: {error}");
        }
        foreach (string rule in arguments.Redact)
        {
            rules = rules.TryWith(rule, out RedactionRules? more, out string? error)
                ? more
                : throw new UsageException($"--redact {rule}: {error}");
        }
        return new Redactor(rules, RandomNumberGenerator.GetBytes(32));
    }

    private static string[] ReadLines(string option, string file)
    {
        try
        {
            return File.ReadAllLines(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{option} {file} cannot be read: {e.Message}", e);
        }
    }

    private static X509Certificate2Collection Certificates(string cert, string? key)
    {
        try
        {
            var certificates = new X509Certificate2Collection();
            certificates.ImportFromPemFile(cert);
            if (certificates.Count == 0)
            {
                throw new UsageException($"--cert {cert}: there is no certificate in it (PEM is expected).");
            }
            certificates.RemoveAt(0); // again, with its key
            certificates.Insert(0, X509Certificate2.CreateFromPemFile(cert, key ?? cert));
            return certificates;
        }
        catch (Exception e)
            when (e is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw new UsageException(
                $"--cert {cert}: no certificate with its key can be read from it ({e.Message}).",
                e
            );
        }
    }

    private static (long? Bytes, TimeSpan? After) Rotation(string? text) =>
        text is null ? (null, null)
        : Quantities.TrySize(text, out long bytes) ? (bytes, null)
        : Quantities.TryDuration(text, out TimeSpan after) ? (null, after)
        : throw new UsageException($"--rotate {text}: a size (100M) or a duration (30m, 1h) is expected.");

    private static string PathOf(string path) =>
        path.StartsWith('/')
            ? path
            : throw new UsageException($"--path {path}: a path such as /socket.io/ is expected.");

    private static int Count(string option, string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count > 0
            ? count
            : throw new UsageException($"{option} {text}: a number from 1 is expected.");

    private static int OneOf(string option, string text, params string[] words)
    {
        int index = Array.IndexOf(words, text);
        return index >= 0
            ? index
            : throw new UsageException($"{option} {text}: one of {string.Join(", ", words)} is expected.");
    }
}
