import jetbrains.buildServer.configs.kotlin.*

/* object Commented : BuildType({ name = "no" }) */
version = "2025.11"

project {
    buildType(Build)
    buildType(Web)
}

object Build : BuildType({
    id("Shop_Build")
    name = "Build and test"  // { a brace in a comment

    vcs { root(DslContext.settingsRoot) }

    steps {
        gradle {
            name = "assemble"
            tasks = "clean build"
            workingDir = "server"
        }
        script {
            scriptContent = """
                npm ci
                echo "${'$'}HOME } %build.number%"
            """.trimIndent()
        }
    }

    requirements {
        endsWith("cloud.amazon.agent-name-prefix", "Ubuntu-22.04-Large")
    }
})

object Web : BuildType({
    name = "Web"
    vcs { root(DslContext.settingsRoot) }
    steps {
        maven {
            goals = "verify"
            pomLocation = "web/pom.xml"
            dockerImage = "maven:3"
        }
        nodeJS { shellScript = "npm test" }
    }
    features {
        mavenCache { }
        perfmon { }
    }
    dependencies {
        snapshot(Build) { onDependencyFailure = FailureAction.FAIL_TO_START }
    }
})

object Memory : BuildType({
    name = "Memory of ${DslContext.projectName}"
    requirements {
        noLessThan("teamcity.agent.hardware.memorySizeMb", "15000")
    }
})

object FromTemplate : BuildType({
    templates(Common)
    name = "From a template"
})

object Deploy : BuildType({
    name = "To the shop"
    type = BuildTypeSettings.Type.DEPLOYMENT
})

object All : BuildType({
    name = "All"
    type = BuildTypeSettings.Type.COMPOSITE
})

object Classic : BuildType() {
    init {
        name = "Classic"
        vcs { root(DslContext.settingsRoot) }
        steps {
            dotnetTest { projects = "Shop.sln" }
        }
    }
}

object Main : GitVcsRoot({ url = "https://example.com/shop.git" })
