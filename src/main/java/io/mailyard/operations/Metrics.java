package io.mailyard.operations;

import io.mailyard.api.AnswerListener;
import io.mailyard.http.HttpReply;
import io.mailyard.http.HttpRequest;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/** {@code GET /metrics}: counters and state of the server in the Prometheus text format 0.0.4. */
public final class Metrics implements AnswerListener {
    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final Counter calls =
            Counter.builder()
                    .name("mailyard_api_calls_total")
                    .help("Calls answered, by route and by the envelope's error code.")
                    .labelNames("path", "error")
                    .register(registry);
    private final Histogram times =
            Histogram.builder()
                    .name("mailyard_api_call_seconds")
                    .help("From the whole body to the rendered answer.")
                    .classicOnly()
                    .classicUpperBounds(
                            0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5,
                            5)
                    .register(registry);

    /**
     * Java's own metrics are added at the first request, since their classes would slow down the
     * start.
     */
    private final AtomicBoolean scraped = new AtomicBoolean();

    /** Adds a gauge read at each scrape. */
    public Metrics gauge(String name, String help, DoubleSupplier value) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .callback(figure -> figure.call(value.getAsDouble()))
                .register(registry);
        return this;
    }

    /**
     * Adds gauges of one kind with a label, read at each scrape.
     *
     * @param values by the label's value; as many as nodes, never as many as accounts
     */
    public Metrics gauges(
            String name, String help, String label, Supplier<Map<String, Long>> values) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .labelNames(label)
                .callback(figure -> values.get().forEach((of, value) -> figure.call(value, of)))
                .register(registry);
        return this;
    }

    /** Adds a counter read at each scrape; its name gets {@code _total}. */
    public Metrics count(String name, String help, DoubleSupplier value) {
        CounterWithCallback.builder()
                .name(name)
                .help(help)
                .callback(figure -> figure.call(value.getAsDouble()))
                .register(registry);
        return this;
    }

    /** A count with the values of its labels. */
    public record Labelled(List<String> labels, double value) {}

    /**
     * Adds counters of one kind with several labels, read at each scrape; the name gets {@code
     * _total}.
     *
     * @param values a bounded number of them
     */
    public Metrics counts(
            String name, String help, List<String> labels, Supplier<List<Labelled>> values) {
        CounterWithCallback.builder()
                .name(name)
                .help(help)
                .labelNames(labels.toArray(String[]::new))
                .callback(figure ->
                        values.get()
                                .forEach(one ->
                                        figure.call(
                                                one.value(), one.labels().toArray(String[]::new))))
                .register(registry);
        return this;
    }

    /** Paths are those of routes, so their number is bounded. */
    @Override
    public void answered(HttpRequest request, String path, int error, long nanos) {
        calls.labelValues(path.isEmpty() ? "none" : path, Integer.toString(error)).inc();
        times.observe(nanos / 1e9);
    }

    /**
     * All figures in the Prometheus text format 0.0.4, read now. The first scrape adds those of the
     * JVM.
     */
    public HttpReply scrape(HttpRequest request) {
        if (scraped.compareAndSet(false, true)) {
            JvmMetrics.builder().register(registry);
        }
        ByteArrayOutputStream text = new ByteArrayOutputStream(16 * 1024);
        try {
            PrometheusTextFormatWriter.create().write(text, registry.scrape());
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return new HttpReply.WholeReply(
                200,
                "text/plain; version=0.0.4; charset=utf-8",
                Map.of("Cache-Control", "no-store"),
                text.toByteArray());
    }
}
