from mashangban.cli.main import main

main()
