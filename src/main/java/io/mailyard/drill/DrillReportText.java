package io.mailyard.drill;

import io.mailyard.base.OwnerFiles;
import io.mailyard.base.StartException;
import io.mailyard.wire.JsonText;
import io.mailyard.wire.Out;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A drill's report as text for a terminal, as Markdown, and as JSON. */
public final class DrillReportText {
    private static final String PASSED = "passed: nothing acknowledged is missing";
    private static final String FAILED = "FAILED";

    private final DrillReport report;

    public DrillReportText(DrillReport report) {
        this.report = report;
    }

    /** Lines for a terminal. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("");
        facts().forEach(fact -> lines.add(fact.name() + ": " + fact.value()));
        for (FaultKind kind : done()) {
            BackTimes times = BackTimes.of(of(kind));
            lines.add(
                    "%-20s %5d  acknowledged again after %d ms (p50), %d ms (p99), %d ms at most"
                            .formatted(
                                    kind.word(),
                                    times.faults(),
                                    times.p50(),
                                    times.p99(),
                                    times.most()));
        }
        notRun().forEach((why, kinds) ->
                lines.add("not run (" + why + "): " + String.join(", ", kinds)));
        report.found().forEach(sentence -> lines.add("WRONG: " + sentence));
        if (!report.place().isEmpty()) {
            lines.add("remains: " + report.place());
        }
        lines.add(report.passed() ? PASSED : FAILED);
        return lines;
    }

    /** A line of the head of a report. */
    private record ReportFact(String name, String value) {}

    private List<ReportFact> facts() {
        DrillReport.DrillCounts counts = report.counts();
        return List.of(
                new ReportFact("seed", Long.toString(report.seed())),
                new ReportFact("program", "Mailyard " + report.version()),
                new ReportFact("machine", report.machine()),
                new ReportFact("store", report.store()),
                new ReportFact("began", report.beganAt() + ", took " + report.seconds() + " s"),
                new ReportFact(
                        "faults", report.spans().size() + ", processes killed " + counts.kills()),
                new ReportFact(
                        "acknowledged",
                        counts.acknowledged()
                                + " calls, of them "
                                + counts.messages()
                                + " messages"),
                new ReportFact(
                        "arrived",
                        counts.arrived()
                                + " messages, and "
                                + counts.repeated()
                                + " times one again that was in doubt"),
                new ReportFact(
                        "stops", counts.stops() + " with a complete receipt, no attempt past one"),
                new ReportFact(
                        "whole store",
                        counts.wholeChecks()
                                + " times: audit of "
                                + counts.auditRows()
                                + " rows, "
                                + counts.recipients()
                                + " recipients against the ledger"));
    }

    private List<FaultKind> done() {
        return Arrays.stream(FaultKind.values()).filter(kind -> !of(kind).isEmpty()).toList();
    }

    /** Faults that were not done, by the reason. */
    private Map<String, List<String>> notRun() {
        Map<String, List<String>> byReason = new LinkedHashMap<>();
        report.notRun()
                .forEach((kind, why) ->
                        byReason.computeIfAbsent(why, _ -> new ArrayList<>()).add(kind.word()));
        return byReason;
    }

    private List<FaultSpan> of(FaultKind kind) {
        return report.spans().stream().filter(span -> span.fault().kind() == kind).toList();
    }

    /** The report as a page of Markdown. */
    public String markdown() {
        StringBuilder page = new StringBuilder("# Drill of Mailyard: ");
        page.append(report.passed() ? PASSED : FAILED).append("\n\n| | |\n|---|---|\n");
        facts().forEach(fact ->
                page.append("| ")
                        .append(fact.name())
                        .append(" | ")
                        .append(fact.value())
                        .append(" |\n"));
        if (!report.found().isEmpty()) {
            page.append("\n## Wrong\n\n");
            report.found().forEach(sentence -> page.append("- ").append(sentence).append('\n'));
        }
        page.append("\n## Faults\n\n")
                .append("Milliseconds until the server acknowledged again.\n\n")
                .append("| Fault | | Times | p50 | p99 | Most |\n|---|---|---:|---:|---:|---:|\n");
        for (FaultKind kind : done()) {
            BackTimes times = BackTimes.of(of(kind));
            page.append(
                    "| `%s` | %s | %d | %d | %d | %d |\n"
                            .formatted(
                                    kind.word(),
                                    kind.text(),
                                    times.faults(),
                                    times.p50(),
                                    times.p99(),
                                    times.most()));
        }
        if (!report.notRun().isEmpty()) {
            page.append("\n## Not run\n\n| Faults | Why |\n|---|---|\n");
        }
        notRun().forEach((why, kinds) ->
                page.append("| `%s` | %s |\n".formatted(String.join("`, `", kinds), why)));
        page.append(
                "\n## In their order\n\n| At | Fault | Acknowledged meanwhile | Again after ms |\n|---|---|---:|---:|\n");
        for (FaultSpan span : report.spans()) {
            page.append(
                    "| %s | `%s` | %d | %d |\n"
                            .formatted(
                                    span.at(),
                                    span.fault().kind().word(),
                                    span.meanwhile(),
                                    span.backMillis()));
        }
        return page.toString();
    }

    /** The report as JSON. */
    public String json() {
        return JsonText.write(this::write);
    }

    private void write(Out out) {
        DrillReport.DrillCounts counts = report.counts();
        out.flag("passed", report.passed())
                .texts("found", report.found())
                .number("seed", report.seed())
                .text("version", report.version())
                .text("machine", report.machine())
                .text("store", report.store())
                .time("began_at", report.beganAt())
                .number("seconds", report.seconds())
                .number("kills", counts.kills())
                .number("acknowledged", counts.acknowledged())
                .number("messages", counts.messages())
                .number("arrived", counts.arrived())
                .number("repeated", counts.repeated())
                .number("stops", counts.stops())
                .number("audit_rows", counts.auditRows())
                .number("recipients", counts.recipients())
                .number("whole_checks", counts.wholeChecks())
                .objects("kinds", done(), this::kind)
                .objects(
                        "not_run",
                        List.copyOf(report.notRun().entrySet()),
                        (inner, entry) ->
                                inner.text("fault", entry.getKey().word())
                                        .text("why", entry.getValue()))
                .objects("faults", report.spans(), DrillReportText::span);
    }

    private void kind(Out out, FaultKind kind) {
        BackTimes times = BackTimes.of(of(kind));
        out.text("fault", kind.word())
                .number("times", times.faults())
                .number("p50_ms", times.p50())
                .number("p99_ms", times.p99())
                .number("most_ms", times.most());
    }

    private static void span(Out out, FaultSpan span) {
        out.text("at", span.at())
                .text("fault", span.fault().kind().word())
                .number("again_ms", span.backMillis())
                .number("kills", span.kills())
                .number("meanwhile", span.meanwhile());
    }

    /**
     * Writes {@code NAME.md} and {@code NAME.json}.
     *
     * @param name a file's name without ending, or with one of the two
     * @throws StartException if they cannot be written
     */
    public void write(Path name) {
        try {
            Files.writeString(file(name, ".md"), markdown());
            Files.writeString(file(name, ".json"), json() + "\n");
        } catch (IOException e) {
            throw new StartException(
                    "--report: "
                            + file(name, ".md")
                            + " cannot be written: "
                            + OwnerFiles.reason(e),
                    e);
        }
    }

    private static Path file(Path name, String ending) {
        return Path.of(name.toString().replaceFirst("\\.(md|json)$", "") + ending);
    }

    /** Why {@link #write} would fail; empty if nothing is in its way. */
    public static Optional<String> problem(Path name) {
        for (String ending : List.of(".md", ".json")) {
            Path file = file(name, ending);
            Path folder = file.toAbsolutePath().getParent();
            if (folder == null || !Files.isDirectory(folder)) {
                return Optional.of(file + " cannot be written: " + folder + " is not a folder");
            }
            if (Files.isDirectory(file)) {
                return Optional.of(file + " is a folder");
            }
            if (!Files.isWritable(Files.exists(file) ? file : folder)) {
                return Optional.of(file + " cannot be written: permission denied");
            }
        }
        return Optional.empty();
    }
}
