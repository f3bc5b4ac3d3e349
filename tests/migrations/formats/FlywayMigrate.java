import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import java.nio.file.*;
import java.util.*;

/** Runs `migrate` of Flyway: arguments are the JDBC URL, the directory with migrations, and the project's settings. */
public class FlywayMigrate {
    public static void main(String[] arguments) throws Exception {
        Properties settings = new Properties();
        if (arguments.length > 2) try (var reader = Files.newBufferedReader(Path.of(arguments[2]))) { settings.load(reader); }
        FluentConfiguration configuration = Flyway.configure()
            .dataSource(arguments[0], "postgres", "")
            .locations("filesystem:" + arguments[1])
            .baselineOnMigrate(true).baselineVersion("0")
            .configuration(settings);
        var result = configuration.load().migrate();
        System.out.println(result.success + " " + result.migrationsExecuted);
    }
}
