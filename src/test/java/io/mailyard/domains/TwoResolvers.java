package io.mailyard.domains;

import io.mailyard.testing.Answer;
import io.mailyard.testing.FakeDns;
import io.mailyard.testing.Tree;
import java.util.List;
import org.xbill.DNS.Type;

/** Two resolvers that know the same, unless a test tells one of them something else. */
final class TwoResolvers implements AutoCloseable {
    private final FakeDns first = FakeDns.start();
    private final FakeDns second = FakeDns.start();

    FakeDns first() {
        return first;
    }

    FakeDns second() {
        return second;
    }

    String setting() {
        return "dns.servers=127.0.0.1:"
                + first.address().getPort()
                + ",127.0.0.1:"
                + second.address().getPort();
    }

    void with(String name, int type, String data) {
        first.with(name, type, data);
        second.with(name, type, data);
    }

    void text(String name, String text) {
        with(name, Type.TXT, quoted(text));
    }

    /**
     * Publishes the record of a kind that {@code domains/add} or {@code domains/records} answered.
     */
    void publish(Answer answer, String kind) {
        for (Tree record : answer.at("data.records").items()) {
            if (record.at("kind").text().equals(kind)) {
                text(record.at("name").text(), record.at("value").text());
            }
        }
    }

    void without(String name) {
        first.without(name);
        second.without(name);
    }

    void silent(String name) {
        first.silent(name);
        second.silent(name);
    }

    void failing(String name) {
        first.failing(name);
        second.failing(name);
    }

    private static String quoted(String text) {
        StringBuilder all = new StringBuilder();
        for (int from = 0; from < text.length(); from += 255) {
            String part = text.substring(from, Math.min(text.length(), from + 255));
            all.append('"').append(part.replace(";", "\\;")).append("\" ");
        }
        return all.toString();
    }

    List<String> asked() {
        return first.asked();
    }

    @Override
    public void close() {
        first.close();
        second.close();
    }
}
