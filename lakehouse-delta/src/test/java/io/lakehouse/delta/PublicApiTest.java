package io.lakehouse.delta;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The public types and members of {@code io.lakehouse.core} and {@code io.lakehouse.delta} are those that {@code api.txt}
 * lists, so that each change of them is seen in a diff. {@code -Dapi.write=true} writes the list anew.
 */
class PublicApiTest {

    private static final Path LIST = Path.of("api.txt");

    @Test
    void isAsListed() throws IOException {
        List<String> api = new ArrayList<>();
        new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages("io.lakehouse.core", Rooms.API)
                        .stream()
                        .filter(type -> isApi(type.getPackageName()))
                        .sorted(Comparator.comparing(JavaClass::getName))
                        .map(JavaClass::reflect)
                        .filter(PublicApiTest::isSeen)
                        .forEach(type -> list(type, api));
        if (Boolean.getBoolean("api.write")) {
            Files.write(LIST, api);
        }

        assertThat(api)
                .as("the public API; if it was meant to change, write the list anew: -Dapi.write=true")
                .isEqualTo(Files.readAllLines(LIST));
    }

    private static boolean isApi(String name) {
        return name.startsWith("io.lakehouse.core") || name.equals(Rooms.API);
    }

    private static boolean isSeen(Class<?> type) {
        Class<?> outer = type.getEnclosingClass();
        return Modifier.isPublic(type.getModifiers()) && !type.isAnonymousClass() && (outer == null || isSeen(outer));
    }

    private static void list(Class<?> type, List<String> api) {
        api.add(type.toGenericString());
        List<String> members = new ArrayList<>();
        for (Constructor<?> constructor : type.getDeclaredConstructors()) {
            if (isSeen(constructor.getModifiers()) && !constructor.isSynthetic()) {
                members.add(constructor.toGenericString());
            }
        }
        for (Method method : type.getDeclaredMethods()) {
            if (isSeen(method.getModifiers()) && !method.isSynthetic()) {
                members.add(method.toGenericString());
            }
        }
        for (Field field : type.getDeclaredFields()) {
            if (isSeen(field.getModifiers()) && !field.isSynthetic()) {
                members.add(field.toGenericString());
            }
        }
        members.stream()
                .map(member -> "    "
                        + member.replace(type.getName() + ".", "")
                                .replace(type.getName() + "(", type.getSimpleName() + "(")
                                .replace("java.lang.", ""))
                .sorted()
                .forEach(api::add);
        Arrays.stream(type.getInterfaces())
                .map(each -> "    implements " + each.getName())
                .sorted()
                .forEach(api::add);
    }

    private static boolean isSeen(int modifiers) {
        return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
    }
}
