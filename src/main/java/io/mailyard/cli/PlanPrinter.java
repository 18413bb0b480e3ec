package io.mailyard.cli;

import io.mailyard.base.CountText;
import io.mailyard.declare.Plan;
import io.mailyard.declare.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Prints a plan for people. */
final class PlanPrinter {
    /** Number of steps that a failure lists; the rest are counted. */
    static final int MOST_LEFT = 20;

    /**
     * Maximum length of a value: the first words of a rule set are enough, --json has all of it.
     */
    private static final int LONGEST = 200;

    private PlanPrinter() {}

    static List<String> lines(Plan plan) {
        List<String> lines = new ArrayList<>();
        plan.steps().forEach(step -> step(step, lines));
        plan.notes().forEach(note -> lines.add("note: " + TerminalText.text(note)));
        lines.add(
                count(plan, Step.Action.CREATE, "to create")
                        + ", "
                        + count(plan, Step.Action.CHANGE, "to change")
                        + ", "
                        + count(plan, Step.Action.DELETE, "to delete")
                        + ", "
                        + plan.unchanged().values().stream().mapToInt(Integer::intValue).sum()
                        + " unchanged"
                        + plan.unchanged().entrySet().stream()
                                .map(entry -> CountText.of(entry.getValue(), entry.getKey().one()))
                                .collect(Collectors.joining(", ", " (", ")"))
                                .replace(" ()", ""));
        return lines;
    }

    private static String count(Plan plan, Step.Action action, String what) {
        return plan.steps().stream().filter(step -> step.action() == action).count() + " " + what;
    }

    private static void step(Step step, List<String> lines) {
        lines.add(step.action().mark() + " " + TerminalText.text(step.subject()));
        for (Step.StepField field : step.fields()) {
            String before =
                    field.before().map(value -> cut(ObjectPrinter.cell(value)) + " -> ").orElse("");
            lines.add(
                    "    " + field.name() + ": " + before + cut(ObjectPrinter.cell(field.shown())));
        }
    }

    private static String cut(String cell) {
        return cell.codePointCount(0, cell.length()) <= LONGEST
                ? cell
                : cell.substring(0, cell.offsetByCodePoints(0, LONGEST)) + "…";
    }
}
