package io.mailyard.testing;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.ClassDescriptor;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.ClassOrdererContext;

/**
 * Begins with the classes that take longest, so that none of them is left to run alone at the end:
 * the dry runs of every call, those that start the program as processes, and among them those with
 * a browser, one at a time: there is one browser, and the others would wait for it.
 */
public final class LongestFirst implements ClassOrderer {
    /** As many classes as run at once, of which one has a browser. */
    private static final int AT_ONCE = 5;

    @Override
    public void orderClasses(ClassOrdererContext context) {
        context.getClassDescriptors()
                .sort(
                        Comparator.comparingInt(LongestFirst::rank)
                                .thenComparing(one -> one.getTestClass().getName()));
        Map<Class<?>, Integer> places = new HashMap<>();
        int browsers = 0;
        int others = 0;
        for (ClassDescriptor one : context.getClassDescriptors()) {
            if (hasBrowser(one)) {
                places.put(one.getTestClass(), browsers * AT_ONCE);
                browsers++;
            } else {
                places.put(one.getTestClass(), others + others / (AT_ONCE - 1) + 1);
                others++;
            }
        }
        context.getClassDescriptors()
                .sort(Comparator.comparingInt(one -> places.getOrDefault(one.getTestClass(), 0)));
    }

    private static boolean hasBrowser(ClassDescriptor descriptor) {
        return descriptor.getTestClass().getSimpleName().endsWith("InBrowserTest");
    }

    private static int rank(ClassDescriptor descriptor) {
        if (descriptor.getTestClass().getSimpleName().equals("DryRunTest")) {
            return 0;
        }
        String kind = descriptor.getTestClass().getPackageName();
        if (kind.endsWith(".crash")) {
            return 1;
        }
        return kind.endsWith(".agent") || kind.endsWith(".notices") ? 2 : 3;
    }
}
