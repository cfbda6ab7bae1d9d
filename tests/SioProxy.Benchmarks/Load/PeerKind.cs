using System.Diagnostics;

namespace SioProxy.Benchmarks.Load;

/// <summary>How one kind of peer is started.</summary>
internal sealed record PeerKind(string Name, string Install, Func<PeerPlace, ProcessStartInfo> Command)
{
    /// <summary>The nearest relative: the same Kestrel and YARP settings without the tap. Ratios are against it.</summary>
    public const string Baseline = "bare-yarp";

    /// <summary>The product, as it is shipped: compiled ahead of time.</summary>
    public const string Product = "sioproxy";

    /// <summary>Every name.</summary>
    public static IEnumerable<string> Names => All(Product).Select(kind => kind.Name);

    /// <param name="product">The product's program.</param>
    public static IReadOnlyList<PeerKind> All(string product) =>
        [
            new(Baseline, "part of this program", at => Own(at, inline: true)),
            new("bare-yarp-default", "part of this program", at => Own(at, inline: false)),
            new(Product, "published by this program", at => new ProcessStartInfo(product, Arguments(at))),
            new("nginx", "apt-get install nginx-light", Nginx),
            new("haproxy", "apt-get install haproxy", HaProxy),
            new("http-proxy-3", "npm ci in tests/SioProxy.Benchmarks/node/load", HttpProxy3),
            new("mitmproxy", "apt-get install mitmproxy", MitmProxy),
        ];

    private static ProcessStartInfo Own(PeerPlace at, bool inline) =>
        Dotnet(
            "SioProxy.Benchmarks.dll",
            "bare-yarp",
            $"http://127.0.0.1:{at.EchoPort}",
            $"http://127.0.0.1:{at.Port}",
            inline ? "inline" : "default"
        );

    /// <summary>Another build of the product, to see what a change is worth.</summary>
    public static PeerKind OtherBuild(string name, string folder) =>
        new(
            name,
            "the folder of a build with its sioproxy.dll",
            at => Dotnet(Path.Combine(folder, "sioproxy.dll"), Arguments(at))
        );

    private static string[] Arguments(PeerPlace at) =>
        [
            "--upstream",
            $"http://127.0.0.1:{at.EchoPort}",
            "--listen",
            $"http://127.0.0.1:{at.Port}",
            "--output",
            Path.Combine(at.Directory, "capture.db"),
            "--log-level",
            "warning",
        ];

    private static ProcessStartInfo Dotnet(string assembly, params string[] arguments) =>
        new("dotnet", [Path.Combine(AppContext.BaseDirectory, assembly), .. arguments]);

    private static ProcessStartInfo Nginx(PeerPlace at)
    {
        string config = at.Write(
            "nginx.conf",
            $$"""
            daemon off; worker_processes 1; pid {{at.Directory}}/nginx.pid; error_log stderr error;
            events { worker_connections 8192; }
            http {
                access_log off; client_max_body_size 0; proxy_buffering off; proxy_request_buffering off;
                client_body_temp_path {{at.Directory}}/a; proxy_temp_path {{at.Directory}}/b; fastcgi_temp_path {{at.Directory}}/c;
                uwsgi_temp_path {{at.Directory}}/d; scgi_temp_path {{at.Directory}}/e;
                map $http_upgrade $connection_upgrade { default upgrade; '' ''; }
                upstream echo { server 127.0.0.1:{{at.EchoPort}}; keepalive 512; }
                server {
                    listen 127.0.0.1:{{at.Port}} backlog=4096; keepalive_requests 100000000;
                    location / {
                        proxy_pass http://echo; proxy_http_version 1.1; proxy_read_timeout 1h; proxy_set_header Host $host;
                        proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection $connection_upgrade;
                    }
                }
            }
            """
        );
        return new ProcessStartInfo("nginx", ["-p", at.Directory, "-c", config]);
    }

    private static ProcessStartInfo HaProxy(PeerPlace at)
    {
        string config = at.Write(
            "haproxy.cfg",
            $"""
            global
                maxconn 8192
                nbthread 2
            defaults
                mode http
                timeout connect 5s
                timeout client 1h
                timeout server 1h
                timeout tunnel 1h
            listen proxy
                bind 127.0.0.1:{at.Port}
                server echo 127.0.0.1:{at.EchoPort}

            """
        );
        return new ProcessStartInfo("haproxy", ["-db", "-f", config]);
    }

    private static ProcessStartInfo HttpProxy3(PeerPlace at)
    {
        string script = Path.Combine(
            RepositoryFolder(),
            "tests",
            "SioProxy.Benchmarks",
            "node",
            "load",
            "http-proxy-3.js"
        );
        return new ProcessStartInfo("node", [script, $"{at.Port}", $"http://127.0.0.1:{at.EchoPort}"]);
    }

    // Its packages lie beside the script, which the build does not copy.
    private static string RepositoryFolder()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "SioProxy.sln")))
        {
            folder = folder.Parent;
        }
        return folder?.FullName ?? ".";
    }

    private static ProcessStartInfo MitmProxy(PeerPlace at) =>
        new(
            "mitmdump",
            [
                "--quiet",
                "--set",
                $"confdir={at.Directory}",
                "--mode",
                $"reverse:http://127.0.0.1:{at.EchoPort}",
                "--listen-host",
                "127.0.0.1",
                "--listen-port",
                $"{at.Port}",
            ]
        );
}
