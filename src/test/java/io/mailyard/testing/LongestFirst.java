package io.mailyard.testing;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.ClassDescriptor;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.ClassOrdererContext;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Begins with the dry runs of every call, the longest of all, and with the classes that need the
 * browser, which go through it one by one. Those that start the program as processes come in even
 * distances among the others, since several of them at once leave none the processor; they end
 * before the others do, so that none of them runs alone at the end.
 */
public final class LongestFirst implements ClassOrderer {
    /** The part of the order after which no class with processes begins. */
    private static final double PROCESSES_END = 0.85;

    @Override
    public void orderClasses(ClassOrdererContext context) {
        List<? extends ClassDescriptor> classes = context.getClassDescriptors();
        classes.sort(Comparator.comparing(one -> one.getTestClass().getName()));
        Map<Class<?>, Double> places = new HashMap<>();
        spread(classes.stream().filter(LongestFirst::hasProcesses).toList(), PROCESSES_END, places);
        spread(classes.stream().filter(one -> !hasProcesses(one)).toList(), 1, places);
        for (ClassDescriptor one : classes) {
            if (hasBrowser(one)) {
                places.put(one.getTestClass(), -1.0);
            }
            if (one.getTestClass().getSimpleName().equals("DryRunTest")) {
                places.put(one.getTestClass(), -2.0);
            }
        }
        classes.sort(
                Comparator.comparingDouble(one -> places.getOrDefault(one.getTestClass(), 1.0)));
    }

    private static void spread(
            List<? extends ClassDescriptor> classes, double end, Map<Class<?>, Double> places) {
        for (int i = 0; i < classes.size(); i++) {
            places.put(classes.get(i).getTestClass(), end * i / classes.size());
        }
    }

    private static boolean hasBrowser(ClassDescriptor descriptor) {
        return AnnotationSupport.isAnnotated(descriptor.getTestClass(), InBrowser.class);
    }

    private static boolean hasProcesses(ClassDescriptor descriptor) {
        return descriptor.getTestClass().getPackageName().endsWith(".crash");
    }
}
