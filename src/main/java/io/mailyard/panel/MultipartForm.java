package io.mailyard.panel;

import io.mailyard.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A form with files, as browsers send it (RFC 7578). Its size is that of a request's body.
 *
 * @param fields its texts by name; of several of one name the last
 * @param files contents of its files by name; one that was not chosen is absent
 */
record MultipartForm(Map<String, String> fields, Map<String, byte[]> files) {
    private static final String TYPE = "multipart/form-data";

    /** More than any form of the panel has. */
    private static final int MOST_PARTS = 64;

    private static final Pattern BOUNDARY =
            Pattern.compile("boundary=(?:\"([^\"]{1,200})\"|([^\\s;\"]{1,200}))");
    private static final Pattern NAME = Pattern.compile("[; ]name=\"([^\"]{0,200})\"");
    private static final Pattern FILE = Pattern.compile("[; ]filename=\"");

    /** Whether a request carries such a form. */
    static boolean isIn(HttpRequest request) {
        return request.header("Content-Type")
                .filter(type -> type.regionMatches(true, 0, TYPE, 0, TYPE.length()))
                .isPresent();
    }

    /** The form of a request; what is not written as one is left out. */
    static MultipartForm of(HttpRequest request) {
        MultipartForm form = new MultipartForm(new LinkedHashMap<>(), new LinkedHashMap<>());
        Matcher boundary = BOUNDARY.matcher(request.header("Content-Type").orElse(""));
        if (!boundary.find()) {
            return form;
        }
        String word = boundary.group(1) == null ? boundary.group(2) : boundary.group(1);
        String delimiter = "\r\n--" + word;
        // one character for each octet: files need not be texts
        String body = "\r\n" + new String(request.body(), StandardCharsets.ISO_8859_1);
        int at = body.indexOf(delimiter);
        for (int i = 0; at >= 0 && i < MOST_PARTS; i++) {
            int from = at + delimiter.length();
            int next = body.indexOf(delimiter, from);
            if (next >= 0) {
                form.add(body.substring(from, next));
            }
            at = next;
        }
        return form;
    }

    private void add(String part) {
        int end = part.indexOf("\r\n\r\n");
        Matcher name = NAME.matcher(end < 0 ? "" : part.substring(0, end));
        if (!name.find()) {
            return;
        }
        byte[] content = part.substring(end + 4).getBytes(StandardCharsets.ISO_8859_1);
        if (!FILE.matcher(part.substring(0, end)).find()) {
            fields.put(name.group(1), new String(content, StandardCharsets.UTF_8));
        } else if (content.length > 0) {
            files.put(name.group(1), content);
        }
    }
}
