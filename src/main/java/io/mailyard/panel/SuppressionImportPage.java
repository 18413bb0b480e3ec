package io.mailyard.panel;

import io.mailyard.http.HttpReply;
import io.mailyard.panel.FormView.Input;
import io.mailyard.suppressions.ImportFormat;
import io.mailyard.suppressions.Suppression;
import io.mailyard.wire.Value;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Takes lists of suppressions as CSV, from a file or pasted; bad lines are named, others kept. */
public final class SuppressionImportPage {
    /** Longer texts are not shown again: the file is chosen once more. */
    private static final int MOST_SHOWN = 64 * 1024;

    private final PageRenderer pages;
    private final SuppressionPages list;

    SuppressionImportPage(PageRenderer pages, SuppressionPages list) {
        this.pages = pages;
        this.list = list;
    }

    /**
     * Outcome of an import, or of one that was only checked.
     *
     * @param checked whether nothing was stored
     * @param refusal why all of it was refused; empty: it was not
     */
    public record ImportResult(
            boolean checked,
            String refusal,
            String title,
            List<String> lines,
            List<BadLine> faults) {
        static final ImportResult NONE = new ImportResult(false, "", "", List.of(), List.of());

        static ImportResult refused(String why) {
            return new ImportResult(false, why, "", List.of(), List.of());
        }

        /** A line that was left out. */
        public record BadLine(String line, String reason) {}

        static ImportResult of(Translations words, CallResult done, boolean checked) {
            Value.Members counts = done.object();
            List<String> lines = new ArrayList<>();
            for (String name : List.of("added", "changed", "present", "refused")) {
                long number = Values.number(counts, name);
                if (number > 0 || name.equals("added")) {
                    lines.add(words.count("suppressions.import." + name, number));
                }
            }
            return new ImportResult(
                    checked,
                    "",
                    words.count(
                            checked ? "suppressions.import.checked" : "suppressions.import.done",
                            Values.number(counts, "lines")),
                    lines,
                    Values.objects(counts, "faults").stream()
                            .map(fault ->
                                    new BadLine(
                                            words.number(Values.number(fault, "line")),
                                            Values.text(fault, "reason")))
                            .toList());
        }
    }

    private static Forms forms(Visit visit) {
        return new Forms(
                visit,
                SuppressionPages.NOUN,
                Stream.concat(
                                Stream.of(ImportFormat.FIELD),
                                Suppression.SETTABLE.stream()
                                        .filter(field -> !field.name().equals("expires_at")))
                        .toList());
    }

    HttpReply page(SignedIn signedIn) {
        return page(signedIn, 200, forms(signedIn.visit()).fresh(), "", ImportResult.NONE);
    }

    HttpReply take(SignedIn signedIn) {
        Visit visit = signedIn.visit();
        Translations words = signedIn.words();
        OwnerPlace place = SuppressionPages.place(signedIn);
        Map<String, Input> inputs = forms(visit).sent(visit, List.of(), Optional.empty());
        byte[] file = visit.file("file");
        byte[] csv = file.length > 0 ? file : visit.field("text").getBytes(StandardCharsets.UTF_8);
        String text = csv.length <= MOST_SHOWN ? new String(csv, StandardCharsets.UTF_8) : "";
        if (csv.length == 0) {
            ImportResult nothing = ImportResult.refused(words.text("suppressions.import.nothing"));
            return page(signedIn, 422, inputs, "", nothing);
        }
        Map<String, Value> params = new LinkedHashMap<>(place.params().values());
        params.putAll(forms(visit).params(visit));
        boolean check = visit.field("act").equals("check");
        CallResult done =
                signedIn.calls()
                        .upload("suppressions/import", new Value.Members(params), csv, check);
        if (!done.isOk()) {
            return page(
                    signedIn,
                    422,
                    forms(visit).sent(visit, done.faults(), Optional.empty()),
                    text,
                    ImportResult.refused(signedIn.words().said(done.errorText())));
        }
        ImportResult result = ImportResult.of(words, done, check);
        return page(signedIn, 200, inputs, check ? text : "", result);
    }

    private HttpReply page(
            SignedIn signedIn,
            int status,
            Map<String, Input> inputs,
            String text,
            ImportResult result) {
        OwnerPlace place = SuppressionPages.place(signedIn);
        Translations words = signedIn.words();
        return Html.page(
                status,
                pages.html(
                        "suppressionimport",
                        pages.frame(signedIn, place.section(Section.SUPPRESSIONS)),
                        "head",
                        list.head(signedIn, place)
                                .below(words.text("suppressions.import"), place.path()),
                        "action",
                        place.path() + "/import",
                        "text",
                        text,
                        "inputs",
                        List.copyOf(inputs.values()),
                        "result",
                        result,
                        "back",
                        place.path(),
                        "call",
                        CallExample.upload("suppressions/import", place.params())));
    }
}
