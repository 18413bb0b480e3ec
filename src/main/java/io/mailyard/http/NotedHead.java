package io.mailyard.http;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.http.ComplianceViolation;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpParser;
import org.eclipse.jetty.http.HttpVersion;

/**
 * Notes what a head says about its answer before it turns out to be malformed or too large: Jetty
 * then creates a request without it.
 */
final class NotedHead implements HttpParser.RequestHandler {
    /** Lines that are noted; a head that repeats them more often is nobody's browser. */
    private static final int MOST = 8;

    private final HttpParser.RequestHandler handler;
    private final List<HttpField> fields = new ArrayList<>(MOST);
    private String uri = "";

    NotedHead(HttpParser.RequestHandler handler) {
        this.handler = handler;
    }

    /** Path and query as they were sent; empty if there was no request line. */
    String uri() {
        return uri;
    }

    /** The header fields that choose the form of the answer. */
    HttpFields fields() {
        return HttpFields.from(fields.toArray(HttpField[]::new));
    }

    @Override
    public void messageBegin() {
        fields.clear();
        uri = "";
        handler.messageBegin();
    }

    @Override
    public void startRequest(String method, String target, HttpVersion version) {
        uri = target == null ? "" : target;
        handler.startRequest(method, target, version);
    }

    @Override
    public void parsedHeader(HttpField field) {
        HttpHeader header = field.getHeader();
        if (fields.size() < MOST
                && (header == HttpHeader.ACCEPT
                        || header == HttpHeader.ACCEPT_LANGUAGE
                        || header == HttpHeader.COOKIE
                        || header == HttpHeader.CONTENT_TYPE)) {
            fields.add(field);
        }
        handler.parsedHeader(field);
    }

    @Override
    public boolean headerComplete() {
        return handler.headerComplete();
    }

    @Override
    public boolean content(ByteBuffer content) {
        return handler.content(content);
    }

    @Override
    public boolean contentComplete() {
        return handler.contentComplete();
    }

    @Override
    public boolean messageComplete() {
        return handler.messageComplete();
    }

    @Override
    public void parsedTrailer(HttpField field) {
        handler.parsedTrailer(field);
    }

    @Override
    public void earlyEOF() {
        handler.earlyEOF();
    }

    @Override
    public void onViolation(ComplianceViolation.Event event) {
        handler.onViolation(event);
    }

    @Override
    public ComplianceViolation.Listener getComplianceViolationListener() {
        return handler.getComplianceViolationListener();
    }

    @Override
    public void badMessage(HttpException failure) {
        handler.badMessage(failure);
    }
}
