package io.mailyard.panel;

import io.mailyard.base.ErrorCode;
import io.mailyard.base.Sha256;
import io.mailyard.http.HttpReply;
import io.mailyard.http.HttpRequest;
import io.mailyard.http.TransportReply;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * Style, scripts and icons: compressed once at the start, at an address with a hash of the content
 * in it, which browsers therefore keep for good.
 */
public final class Assets {
    /** The addresses start with it. */
    public static final String PATH = "/a";

    private static final String HTMX = "META-INF/resources/webjars/htmx.org/2.0.10/";
    private static final int HASH_CHARS = 12;

    private record Asset(String type, byte[] plain, byte[] zipped) {}

    /** Files that the program ships, read and compressed once for all servers in a process. */
    private static final Assets SHIPPED = shipped();

    private final Map<String, String> addresses;
    private final Map<String, Asset> byPath;

    /** A copy of what the program ships, to which more can be added. */
    public Assets() {
        this(SHIPPED.addresses, SHIPPED.byPath);
    }

    private Assets(Map<String, String> addresses, Map<String, Asset> byPath) {
        this.addresses = new LinkedHashMap<>(addresses);
        this.byPath = new HashMap<>(byPath);
    }

    private static Assets shipped() {
        Assets assets = new Assets(Map.of(), Map.of());
        assets.add("panel.css", "text/css; charset=utf-8", read("panel/panel.css"));
        assets.add("panel.js", "text/javascript; charset=utf-8", read("panel/panel.js"));
        assets.add("htmx.js", "text/javascript; charset=utf-8", read(HTMX + "dist/htmx.min.js"));
        assets.add("uplot.js", "text/javascript; charset=utf-8", read("panel/uplot.js"));
        assets.add("chart.js", "text/javascript; charset=utf-8", read("panel/chart.js"));
        assets.add("passkeys.js", "text/javascript; charset=utf-8", read("panel/passkeys.js"));
        assets.add("icons.svg", "image/svg+xml", read("panel/icons.svg"));
        assets.add("mark.svg", "image/svg+xml", read("panel/mark.svg"));
        assets.add(
                "licences.txt",
                "text/plain; charset=utf-8",
                joined(
                        read("panel/icons-licence.txt"),
                        read(HTMX + "LICENSE"),
                        read("panel/uplot-licence.txt")));
        return assets;
    }

    private static byte[] joined(byte[] icons, byte[] htmx, byte[] uplot) {
        String text =
                "Icons: Lucide\n\n"
                        + new String(icons, StandardCharsets.UTF_8)
                        + "\n\nhtmx\n\n"
                        + new String(htmx, StandardCharsets.UTF_8)
                        + "\n\nuPlot\n\n"
                        + new String(uplot, StandardCharsets.UTF_8);
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Serves one more; its address. */
    public String serve(String name, String type, byte[] content) {
        add(name, type, content);
        return address(name);
    }

    /** Where something of this content would be served. */
    public static String path(String name, byte[] content) {
        int dot = name.lastIndexOf('.');
        String hash = Sha256.hex(content).substring(0, HASH_CHARS);
        return PATH + "/" + name.substring(0, dot) + "-" + hash + name.substring(dot);
    }

    private void add(String name, String type, byte[] content) {
        String path = path(name, content);
        addresses.put(name, path);
        byPath.put(path, new Asset(type, content, zipped(content)));
    }

    private static byte[] read(String resource) {
        try (InputStream in = Assets.class.getClassLoader().getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("not in this program: " + resource);
            }
            return in.readAllBytes();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static byte[] zipped(byte[] content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(content.length / 2);
        try (GZIPOutputStream zip = new BestZip(bytes)) {
            zip.write(content);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    private static final class BestZip extends GZIPOutputStream {
        BestZip(ByteArrayOutputStream out) throws IOException {
            super(out);
            def.setLevel(Deflater.BEST_COMPRESSION);
        }
    }

    /** Where an asset is served, such as {@code /a/panel-0123456789ab.css}. */
    public String address(String name) {
        return Optional.ofNullable(addresses.get(name))
                .orElseThrow(() -> new IllegalStateException("no asset " + name));
    }

    /** Answers a request for one. */
    public HttpReply answer(HttpRequest request) {
        Asset asset = byPath.get(request.path());
        if (asset == null) {
            return TransportReply.of(
                    request, ErrorCode.NOT_FOUND, "no such file: reload the page", Map.of());
        }
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Cache-Control", "public, max-age=31536000, immutable");
        headers.put("X-Content-Type-Options", "nosniff");
        headers.put("Content-Security-Policy", "default-src 'none'");
        headers.put("Vary", "Accept-Encoding");
        boolean zip = request.headers("Accept-Encoding").stream().anyMatch(Assets::takesGzip);
        if (zip) {
            headers.put("Content-Encoding", "gzip");
        }
        byte[] body = zip ? asset.zipped() : asset.plain();
        return new HttpReply.WholeReply(200, asset.type(), headers, body, true);
    }

    private static boolean takesGzip(String header) {
        for (String coding : header.split(",", -1)) {
            String[] parts = coding.split(";", -1);
            boolean refused = parts.length > 1 && parts[1].strip().matches("q=0(\\.0*)?");
            if (parts[0].strip().equalsIgnoreCase("gzip") && !refused) {
                return true;
            }
        }
        return false;
    }
}
